import type { Entry, Side } from '../../derive/timeline.ts';
import { durationText, timeText } from '../../derive/format.ts';

const sides: Readonly<Record<Side, string>> = {
  gateway: 'gateway',
  caller: 'caller',
  in: 'webhook',
  out: 'request',
  told: 'event',
};

/** One line of a timeline. */
export function EntryRow({ entry }: { readonly entry: Entry }) {
  const { side, title, text, atMs, afterMs, isBad } = entry;
  return (
    <li class={`entry entry-${side}${isBad ? ' entry-bad' : ''}`}>
      <time dateTime={new Date(atMs).toISOString()}>{timeText(new Date(atMs).toISOString())}</time>
      <span class="entry-after">+{durationText(afterMs)}</span>
      <span class="entry-side">{sides[side]}</span>
      <span class="entry-what">
        <strong>{title}</strong>
        {text !== undefined && <span>{text}</span>}
      </span>
    </li>
  );
}
