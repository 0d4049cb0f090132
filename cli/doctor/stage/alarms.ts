import type { Examination, Subscription } from '../examination.ts';
import { checked, notChecked, notUsed, warning, type Checked } from '../finding.ts';

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
      means: 'Nobody hears that something is wrong before callers complain.',
      fix: `Set \`alarmEmail\` in patchbay.json and run \`npm run deploy\`, or subscribe to the topic in SNS; then \`patchbay doctor ${flags}\`.`,
    }),
  ]);
}

const waiting = ({ protocol }: Subscription) =>
  warning({
    what: `A subscription to the alarms (${protocol}) was never confirmed.`,
    means: 'AWS sends nothing there until it is confirmed, and deletes it after some days.',
    fix: 'Follow the link in the mail that AWS sent, or subscribe again in SNS: it may be among the unwanted mail.',
  });
