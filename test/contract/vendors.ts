import { dailyDocument } from './daily.ts';
import { digitalSambaDocument } from './digital-samba.ts';
import { makeJudge, type Judge } from './judge.ts';
import { pipecatCloudDocument } from './pipecat-cloud.ts';
import { twilioDocument } from './twilio.ts';

export type Vendor = 'daily' | 'digital-samba' | 'pipecat-cloud' | 'twilio';

const makers: Readonly<Record<Vendor, () => Judge>> = {
  daily: () => makeJudge(dailyDocument),
  'digital-samba': () => makeJudge(digitalSambaDocument),
  'pipecat-cloud': () => makeJudge(pipecatCloudDocument),
  twilio: () => makeJudge(twilioDocument()),
};

const made = new Map<Vendor, Judge>();

/** The judge of a vendor's requests, made once in a process. */
export function judgeOf(vendor: Vendor): Judge {
  const judge = made.get(vendor) ?? makers[vendor]();
  made.set(vendor, judge);
  return judge;
}
