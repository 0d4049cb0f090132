import type { ComponentChildren } from 'preact';
import type { About } from '../api/events.ts';
import type { Link } from './connection.ts';

const links: Readonly<Record<Link, string>> = {
  connecting: 'Connecting …',
  live: 'Live',
  lost: 'Connection lost. It comes back by itself.',
  refused: 'Not let in: open the address that was printed.',
};

/** What this is, whose it is, and whether it is up to date. */
export function Header({
  about,
  link,
  record,
  sound,
}: {
  readonly about: About | undefined;
  readonly link: Link;
  /** What begins and ends a recording. */
  readonly record: ComponentChildren;
  /** What switches sounds. */
  readonly sound: ComponentChildren;
}) {
  return (
    <header class="top">
      <img src="icon.svg" alt="" width="32" height="32" />
      <div class="top-name">
        <h1>Patchbay</h1>
        <p>{purposeOf(about)}</p>
      </div>
      {about?.kind === 'local' && record}
      {about?.kind === 'local' && sound}
      <p class={`link link-${link}`} role="status">
        <span class="link-dot" aria-hidden="true" />
        {links[link]}
      </p>
    </header>
  );
}

function purposeOf(about: About | undefined): string {
  switch (about?.kind) {
    case 'stage':
      return `Calls of the stage ${about.name}, to look at`;
    case 'local':
    case undefined:
      return 'Phone calls, patched into video rooms. All of it runs on this machine, and nobody pays for a call.';
  }
}
