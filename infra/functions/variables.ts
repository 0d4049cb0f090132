import { byVariable } from '../../lib/providers/descriptors.ts';
import type { Settings } from '../settings.ts';
import { taskFunctionTimeoutS } from './task-timeout.ts';

/** Where a function finds what the stage consists of. */
export type Addresses = Readonly<
  Record<
    'TABLE_NAME' | 'MACHINE_ARN' | 'WAKE_QUEUE_URL' | 'DEAD_LETTERS_URL' | 'SECRET_ID' | 'PUBLIC_URL',
    string
  >
>;

/** The environment of every function: what functions/compose/compose.ts reads. */
export function variablesOf(settings: Settings, addresses: Addresses): Readonly<Record<string, string>> {
  return {
    STAGE: settings.stage,
    ...addresses,
    ...byVariable(({ setting }) => settings[setting]),
    VOICE_PROVIDERS: settings.voiceProviders.join(','),
    HOLD_BUDGET_MS: ms(settings.holdBudgetS),
    HOLD_SLICE_MS: ms(settings.holdSliceS),
    HOLD_TASK_MS: ms(taskFunctionTimeoutS(settings.holdSliceS)),
    CONNECT_SLICE_MS: ms(settings.connectSliceS),
    CONNECT_TASK_MS: ms(taskFunctionTimeoutS(settings.connectSliceS)),
    RESERVE_MS: ms(settings.reserveS),
    LONGEST_CALL_MS: ms(settings.longestCallS),
    RETENTION_DAYS: `${settings.callRetentionDays}`,
    REFUSAL_STATUS: `${settings.refusalStatus}`,
    ...(settings.vonageKeys && { VONAGE_KEYS: 'on' }),
    ...(settings.callOuts && {
      CALL_OUT_PREFIXES: settings.callOuts.allow.join(','),
      CALL_OUTS_PER_MINUTE: `${settings.callOuts.perMinute}`,
      CALL_OUTS_PER_HOUR: `${settings.callOuts.perHour}`,
    }),
    ...(settings.canary && { CANARY: 'on' }),
    ...(settings.events && { EVENT_BUS: settings.events.busName }),
    ...(settings.events?.numbers === 'full' && { EVENT_NUMBERS: 'full' }),
  };
}

const ms = (seconds: number) => `${seconds * 1000}`;
