import type { ConferenceWorld } from '../support.ts';
import type { CommandResult } from '../../../../lib/conferences/model/command-result.ts';

/**
 * Phones and a room that remember what they were told, as the real ones would: a room announces nobody twice, and a
 * caller whom it does not have can neither be muted there nor have a hand.
 */
export function bothSides({ world }: Pick<ConferenceWorld, 'world'>) {
  const room = new Map<string, { muted: boolean; hand: boolean }>();
  const phones = new Map<string, { muted: boolean }>();
  /** How each phone has been since it came in: it comes in unmuted, unless `comesIn` says otherwise. */
  const been = new Map<string, Set<boolean>>();
  const hasBeen = (call: string, muted: boolean) => been.get(call)?.has(muted) ?? !muted;
  const comesIn = (call: string, muted: boolean) => {
    phones.set(call, { muted });
    been.set(call, new Set([muted]));
  };
  const twice: string[] = [];
  const ended: string[] = [];
  /** Runs before each request, with its name: may throw, or answer in the provider's stead. */
  const faults: {
    before: (what: string) => CommandResult | undefined;
    after: (what: string) => CommandResult | undefined;
  } = {
    before: () => undefined,
    after: () => undefined,
  };
  const request = (what: string, work: () => CommandResult): CommandResult => {
    const instead = faults.before(what);
    if (instead !== undefined) return instead;
    const told = work();
    return faults.after(what) ?? told;
  };
  const inRoom = (call: string, change: { muted?: boolean; hand?: boolean }): CommandResult => {
    const caller = room.get(call);
    if (caller === undefined) return 'gone';
    room.set(call, { ...caller, ...change });
    return 'done';
  };

  world.announce = (callers) =>
    request('announce', () => {
      for (const { call, muted } of callers) {
        if (room.has(call)) twice.push(call);
        room.set(call, { muted, hand: false });
      }
      return 'done';
    });
  world.withdraw = (calls) =>
    request('withdraw', () => {
      for (const call of calls) room.delete(call);
      return 'done';
    });
  world.muteInRoom = (call, muted) => request('muteInRoom', () => inRoom(call, { muted }));
  world.handInRoom = (call, hand) => request('handInRoom', () => inRoom(call, { hand }));
  world.mutePhone = (call, muted) =>
    request('mutePhone', () => {
      phones.set(call, { muted });
      been.set(call, (been.get(call) ?? new Set([false])).add(muted));
      return 'done';
    });
  world.end = (call) =>
    request('end', () => {
      ended.push(call);
      return 'done';
    });
  world.connectBridge = () => request('connectBridge', () => 'done');
  world.disconnectBridge = () => request('disconnectBridge', () => 'done');
  return { room, phones, hasBeen, comesIn, twice, ended, faults };
}
