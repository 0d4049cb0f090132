import { useEffect, useRef } from 'preact/hooks';
import type { Phone } from '../../api/events.ts';
import { transcriptOf } from '../../derive/phone.ts';

/** What was heard and done on a phone, the newest in sight; read out as it comes. */
export function Transcript({ phone }: { readonly phone: Phone }) {
  const list = useRef<HTMLDivElement>(null);
  const lines = transcriptOf(phone);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [lines.length]);
  return (
    <div class="transcript" role="log" aria-label="What the caller hears" ref={list} tabIndex={0}>
      <ol>
        {lines.map(({ key, title, text }) => (
          <li key={key}>
            <span>{title}</span>
            {text !== undefined && <q>{text.replace(/^“|”$/g, '')}</q>}
          </li>
        ))}
      </ol>
    </div>
  );
}
