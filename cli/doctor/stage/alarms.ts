import type { Asked } from '../../../lib/http/asked.ts';
import type { Examination } from '../examination.ts';
import { checked, notChecked, notUsed, warning, type Checked } from '../finding.ts';

/** Somebody or something that hears of alarms. */
export interface Subscription {
  /** `email`, `sms`, `https` … (SNS API reference, Subscription). */
  readonly protocol: string;
  /** Whether the address has said that it wants them. Nothing is sent before. */
  readonly isConfirmed: boolean;
}

/** Who hears of a deployment's alarms. */
export interface AlarmSubscribers {
  readonly read: () => Promise<Asked<readonly Subscription[]>>;
}

/** Alarms that nobody hears. */
export async function checkAlarms({
  alarms,
  flags,
}: Pick<Examination, 'alarms' | 'flags'>): Promise<Checked> {
  if (alarms === undefined) return notUsed('a local gateway has no alarms');
  const subscriptions = await alarms.read();
  if (!subscriptions.ok) return notChecked(subscriptions.why);
  const unconfirmed = subscriptions.value.filter(({ isConfirmed }) => !isConfirmed);
  if (subscriptions.value.length > 0) return checked(unconfirmed.map(waiting));
  return checked([
    warning({
      what: 'Nobody is subscribed to the alarms.',
      means: 'Whatever goes wrong, nobody hears of it before callers complain.',
      fix: `Set \`alarmEmail\` in patchbay.json and run \`npm run deploy\`, or subscribe to the topic in SNS; then \`patchbay doctor ${flags}\`.`,
    }),
  ]);
}

const waiting = ({ protocol }: Subscription) =>
  warning({
    what: `A subscription to the alarms (${protocol}) was never confirmed.`,
    means: 'AWS sends nothing there until it is, and forgets it after some days.',
    fix: 'Follow the link in the mail that AWS sent, or subscribe again in SNS: it may be among the unwanted mail.',
  });
