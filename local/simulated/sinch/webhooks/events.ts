import type { SinchCall } from '../calls/call.ts';
import type { SinchSettings } from '../options.ts';
import { sevenDecimals } from './signature.ts';

/** What a menu came to (Sinch docs, PIE). */
export interface MenuResult {
  readonly menuId: string;
  readonly type: 'return' | 'sequence' | 'timeout' | 'hangup' | 'invalidinput' | 'error';
  readonly value: string;
}

/** One event as Sinch tells it. */
export interface SinchEvent {
  readonly event: 'ice' | 'ace' | 'pie' | 'dice' | 'notify';
  readonly callId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const nothing = { currencyId: 'EUR', amount: 0 };

/** A moment in UTC. */
export function timestampOf(atMs: number, form: SinchSettings['timestamps']): string {
  const full = sevenDecimals(atMs);
  switch (form) {
    case 'seconds':
      return full.replace(/\.\d+Z$/, 'Z');
    case 'seven-decimals':
      return full;
    case 'unpadded':
      return full.replace(/\.?0+Z$/, 'Z');
  }
}

function inCase(word: string, form: SinchSettings['typeCase']): string {
  switch (form) {
    case 'lower':
      return word;
    case 'capital':
      return word.slice(0, 1).toUpperCase() + word.slice(1);
    case 'upper':
      return word.toUpperCase();
  }
}

function common(
  event: SinchEvent['event'],
  call: SinchCall,
  settings: SinchSettings,
): Record<string, unknown> {
  const { callIdField, timestamps, applicationKey, customComesBack } = settings;
  return {
    event,
    [callIdField]: call.id,
    ...(call.conferenceId !== undefined && { conferenceId: call.conferenceId }),
    timestamp: timestampOf(Date.now(), timestamps),
    version: 1,
    custom: (customComesBack && call.identity.placed?.custom) || '',
    applicationKey,
  };
}

/** The dialled number, as ICE and DICE have it. */
const toOf = (call: SinchCall, { dialledType, typeCase }: SinchSettings) => ({
  type: inCase(call.identity.placed === undefined ? dialledType : 'number', typeCase),
  endpoint: call.identity.number,
});

/** The caller's number in the form that is set. */
export function cliOf({ identity }: SinchCall, { cliForm, withheldCli }: SinchSettings): string {
  if (identity.cli === undefined) return withheldCli;
  return cliForm === 'digits' ? identity.cli.replace(/^\+/, '') : identity.cli;
}

/** @param callsUrl where REST has calls, without a slash at the end */
export function ice(call: SinchCall, settings: SinchSettings, callsUrl: string): SinchEvent {
  const phone = { originationType: 'PSTN', domain: 'pstn' };
  const body = {
    ...common('ice', call, settings),
    callResourceUrl: `${callsUrl}/${encodeURIComponent(call.id)}`,
    cli: cliOf(call, settings),
    to: toOf(call, settings),
    ...(call.identity.isSip ? settings.sipOrigin : phone),
    rdnis: '',
    duration: 0,
    callHeaders: call.identity.headers,
    userRate: nothing,
  };
  return { event: 'ice', callId: call.id, body };
}

export function ace(call: SinchCall, settings: SinchSettings): SinchEvent {
  return { event: 'ace', callId: call.id, body: common('ace', call, settings) };
}

export function pie(call: SinchCall, settings: SinchSettings, result: MenuResult): SinchEvent {
  const menuResult = { ...result, type: inCase(result.type, settings.typeCase), inputMethod: 'dtmf' };
  return { event: 'pie', callId: call.id, body: { ...common('pie', call, settings), menuResult } };
}

export function dice(call: SinchCall, settings: SinchSettings): SinchEvent {
  const { reason = 'N/A', result = 'N/A' } = call.outcome ?? {};
  const body = {
    ...common('dice', call, settings),
    reason,
    result,
    duration: call.seconds,
    from: cliOf(call, settings),
    to: toOf(call, settings),
    debit: nothing,
    userRate: nothing,
  };
  return { event: 'dice', callId: call.id, body };
}

/** 40001: an illegal document; 50000: an error of Sinch's own or of the callback. */
export function callingError(
  call: SinchCall,
  settings: SinchSettings,
  error: { readonly errorCode: 40001 | 50000; readonly errorMsg: string },
): SinchEvent {
  const body = {
    event: 'notify',
    version: 1,
    type: 'callingerror',
    [settings.callIdField]: call.id,
    ...error,
  };
  return { event: 'notify', callId: call.id, body };
}
