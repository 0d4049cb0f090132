import type { CallView } from '../../../../lib/admin/call-schema.ts';
import { durationText, numberText } from '../../derive/format.ts';
import { outcomeInWords, reasonInWords } from '../../derive/words.ts';

/** What there is to say of a call beside its timeline. */
export function Facts({ call }: { readonly call: CallView }) {
  return (
    <dl class="facts">
      {factsOf(call).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function factsOf(call: CallView): readonly (readonly [name: string, value: string])[] {
  const { id, to, from = 'withheld', arrivedAt, heard } = call;
  const who = [
    ['Called', numberText(to)],
    ['By', from],
    ['Arrived', `${arrivedAt.slice(11, 19)} UTC`],
  ] as const;
  const ends = [
    ['Heard', heard.join('; then ')],
    ['Id', id],
  ] as const;
  if (call.journey === 'pin') {
    const { role = 'caller', conference, conferenceName = conference, muted } = call;
    const went = conferenceName === undefined ? 'no conference' : `${conferenceName}, as ${role}`;
    return [
      ...who,
      ['Went to', went],
      ...(muted === undefined ? [] : [['Muted', muted ? 'yes' : 'no'] as const]),
      ...ends,
    ];
  }
  const { reason, targets, attempts, outcome, waitedMs } = call;
  return [
    ...who,
    ['Why', reasonInWords(reason)],
    ['Leads to', targets.length === 0 ? 'nothing' : targets.join(', else ')],
    ['Tried', attempts === 1 ? '1 target' : `${attempts} targets`],
    ...(waitedMs === undefined ? [] : [['Waited', durationText(waitedMs)] as const]),
    ...(outcome === undefined ? [] : [['Ended because', outcomeInWords(outcome)] as const]),
    ...ends,
  ];
}
