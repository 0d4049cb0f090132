import type { Target } from '../fuzzing/target.ts';
import { botReady, botTransfer } from './bots.ts';
import { dailyEvents, dailyPinless, dailyTrunk } from './daily.ts';
import { digitalSambaEvents } from './digital-samba.ts';
import { openingHours } from './opening-hours.ts';
import { addresses, callScripts, typedOptions } from './typed.ts';
import { routeFiles, settingsFiles } from './files.ts';
import { plivoEvents, plivoVoice } from './plivo.ts';
import { sinchVoice } from './sinch.ts';
import { twilioEvents, twilioVoice } from './twilio.ts';
import { vonageVoice } from './vonage.ts';

/** Every entry that strangers, or files and people, can reach. */
export const targets: readonly Target[] = [
  dailyPinless,
  dailyEvents,
  dailyTrunk,
  botReady,
  botTransfer,
  twilioVoice,
  twilioEvents,
  sinchVoice,
  plivoVoice,
  plivoEvents,
  vonageVoice,
  digitalSambaEvents,
  addresses,
  callScripts,
  typedOptions,
  routeFiles,
  settingsFiles,
  openingHours,
];
