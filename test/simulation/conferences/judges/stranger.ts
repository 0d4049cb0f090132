import { Violation } from '../../frame/violation.ts';
import type { PhoneCall } from '../parties/phone-call.ts';
import { bridgePin, type Stranger } from '../scenario.ts';
import { type JudgedWorld, conferenceId } from '../judged.ts';

/** Between two looks at who can be heard by whom: by the second, whoever must not be there was hung up. */
const lookEveryMs = 10_000;

/** A dial that goes out this soon after the stranger has come in may have been taken for theirs. */
const dialWithinMs = 2_000;

/** Lets a stranger be where the bridge should be, and watches that no caller is heard there unless a dial was out. */
export function dialAsStranger(
  world: JudgedWorld,
  to: string,
  { staysMs }: Stranger,
  fail: (violation: Violation) => void,
): void {
  const { phones, scheduler, options, platform, room } = world;
  let isTakenForBridge = false;
  const noteDial = () => {
    // Where the bridge is left to the host, since they have dropped it twice, any leg may be theirs.
    isTakenForBridge ||= room.dials > 0 || world.hostDrops > 1;
  };
  const isIn = (call: PhoneCall) => {
    scheduler.after(dialWithinMs, noteDial);
    if (options.level !== 'none' || platform.deathsAt.size > 0) return;
    let heardBefore: readonly string[] = [];
    const poll = () => {
      const participants = [...(call.meeting?.participants.values() ?? [])];
      const heard = participants.filter(({ role }) => role === 'caller').map(({ label }) => label);
      if (call.status === 'completed' || isTakenForBridge) return;
      const label = heard.find((each) => heardBefore.includes(each));
      if (label !== undefined)
        fail(new Violation('no-stranger-listens', `${label} is in with one for whom nobody speaks`));
      heardBefore = heard;
      scheduler.after(lookEveryMs, poll);
    };
    scheduler.after(dialWithinMs, poll);
  };
  const call = phones.dial({
    from: '+12025550195',
    to,
    role: 'bridge',
    keys: (path) => {
      // Of two legs that key the PIN before either is in, the later one counts.
      noteDial();
      return path.endsWith('/pin') ? bridgePin : undefined;
    },
    isIn,
    // Who was taken for the bridge and goes is taken for a host who does not want one.
    isOver: ({ sid }) => {
      // A request to dial that failed may have been carried out: whoever comes then is believed.
      const { bridge } = world.stores().conference(conferenceId);
      const isBelieved = bridge.state === 'in' && bridge.call === sid && bridge.isUnasked !== true;
      if (isTakenForBridge || isBelieved) world.hostDrops += 1;
    },
  });
  world.lockOut.guesses(call);
  scheduler.after(staysMs, () => phones.hangUp(call));
}
