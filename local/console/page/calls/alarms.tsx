import type { About } from '../../api/events.ts';
import { Card } from '../kit/card.tsx';

/** The alarms of a stage that ring. */
export function Alarms({ about }: { readonly about: Extract<About, { readonly kind: 'stage' }> }) {
  const { alarms, problem } = about;
  return (
    <Card id="alarms" title="Alarms">
      {problem !== undefined && (
        <p class="refused" role="alert">
          The calls below may be old: {problem}
        </p>
      )}
      {alarms === undefined && (
        <p class="empty">Not known: whoever runs this may not ask CloudWatch (cloudwatch:DescribeAlarms).</p>
      )}
      {alarms?.length === 0 && <p class="empty">No alarm rings.</p>}
      <ul>
        {alarms?.map(({ name, says }) => (
          <li key={name}>
            <span class="badge badge-bad">rings</span> <strong>{name}</strong>{' '}
            <span class="hint">{says}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
