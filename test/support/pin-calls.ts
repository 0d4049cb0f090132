import { withoutPlace, type VoiceCallId } from '../../lib/conferences/model/conference.ts';
import type { PinCall } from '../../lib/conferences/model/pin-call.ts';
import type { PinCallStore } from '../../lib/conferences/ports.ts';

/**
 * Calls of the PIN dialogue in memory, by the id alone.
 * @param run how a store does one thing
 * @param written is told of each write, as the table's stream would be
 */
export function inMemoryPinCalls(
  pinCalls: Map<string, PinCall>,
  run: <Value>(name: string, action: () => Value) => Promise<Value>,
  nowMs: () => number,
  written: (before: PinCall | undefined, after: PinCall) => void,
): PinCallStore {
  const set = (call: VoiceCallId, after: PinCall): void => {
    const before = pinCalls.get(withoutPlace(call));
    pinCalls.set(withoutPlace(call), after);
    written(before, after);
  };
  const change = (call: VoiceCallId, changed: (stored: PinCall) => PinCall): PinCall => {
    const stored = pinCalls.get(withoutPlace(call));
    if (stored === undefined) throw new Error(`no call ${call} has arrived`);
    const after = changed(stored);
    set(call, after);
    return after;
  };
  return {
    arrived: (call) =>
      run('pinCalls.arrived', () => {
        const stored = pinCalls.get(withoutPlace(call.call));
        if (stored === undefined) set(call.call, call);
        return stored ?? call;
      }),
    get: (call) => run('pinCalls.get', () => pinCalls.get(withoutPlace(call))),
    admitted: (call, to) =>
      run('pinCalls.admitted', () =>
        change(call, ({ joinSequence, ...stored }) => ({
          ...stored,
          ...to,
          ...(joinSequence === undefined ? {} : { joinSequence }),
        })),
      ),
    noteAnswer: (call, answered) =>
      run('pinCalls.noteAnswer', () => void change(call, (stored) => ({ ...stored, answered }))),
    noteTry: (call, pinTry) =>
      run('pinCalls.noteTry', () => {
        const stored = pinCalls.get(withoutPlace(call));
        const { tries = [] } = stored ?? {};
        if (stored === undefined || stored.role !== undefined || tries.length >= pinTry.attempt) return;
        set(call, { ...stored, tries: [...tries, pinTry] });
      }),
    noticeBegun: (call, noticed) =>
      run('pinCalls.noticeBegun', () => void change(call, (stored) => ({ noticed, ...stored }))),
    ledOn: (call, led) =>
      run('pinCalls.ledOn', () => {
        const stored = pinCalls.get(withoutPlace(call));
        if (stored?.conference !== led.from) return undefined;
        const { from, to, orderedAtMs, atMs, heard } = led;
        const ledOn = [...(stored.ledOn ?? []), { from, to, orderedAtMs, atMs, ...(heard && { heard }) }];
        if ('joinSequence' in led) {
          const { joinSequence } = led;
          return change(call, (before) => ({ ...before, ledOn, conference: to, joinSequence }));
        }
        const { notice, noticed, spokenTo } = led;
        const left = { role: undefined, conference: undefined, joinSequence: undefined };
        return change(call, (before) => ({
          ...{ ...before, ...left, noticeAnswers: undefined },
          ...{ ledOn, notice, noticed, ...spokenTo },
        }));
      }),
    noteNoticeAnswer: ({ call }, answer) =>
      run('pinCalls.noteNoticeAnswer', () => {
        const stored = pinCalls.get(withoutPlace(call));
        const { noticeAnswers = [] } = stored ?? {};
        if (stored === undefined || noticeAnswers.length >= answer.attempt) return;
        const { outcome } = stored.callOut ?? {};
        if (outcome !== undefined && outcome.is !== 'joined') return;
        set(call, { ...stored, noticeAnswers: [...noticeAnswers, answer] });
      }),
    callOutOver: (call, is) =>
      run('pinCalls.callOutOver', () => {
        const stored = pinCalls.get(withoutPlace(call));
        if (stored?.callOut === undefined || stored.callOut.outcome !== undefined) return 'known';
        const outcome = { is, atMs: nowMs() };
        set(call, { ...stored, callOut: { ...stored.callOut, outcome } });
        return 'noted';
      }),
  };
}
