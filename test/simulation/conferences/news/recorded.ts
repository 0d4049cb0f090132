import { legMoved } from '../../../../lib/conferences/events/leg-moves.ts';
import { legJoined, legLeft } from '../../../../lib/conferences/events/meeting-events.ts';
import type { CallerEvent } from '../../../../lib/conferences/model/caller-events.ts';
import type { VoiceId } from '../../../../lib/conferences/model/conference.ts';
import { inMemoryConferences, voiceCall } from '../../../support/conferences.ts';
import { conferenceId, newConference, startMs } from '../../../support/new-conference.ts';
import type { Act, RecordedCourse } from '../../frame/recorded-orders.ts';

// In which meeting a conference is, as news of it are recorded: late news of a meeting that is over must not count.

type World = ReturnType<typeof inMemoryConferences>;

const id = conferenceId('c1');
const [first, second] = [voiceCall('first'), voiceCall('second')];
type Call = typeof first;

async function admit({ deps }: World, call: Call, joinSequence: number): Promise<void> {
  const { voice } = (await deps.conferences.get(id)) ?? newConference('c1');
  const dialled = { dialIn: '+12025550143', language: 'en', opensTo: 'both' } as const;
  await deps.pinCalls.arrived({ ...dialled, voice, call, isBridgeOrigin: false, arrivedAtMs: startMs });
  await deps.pinCalls.admitted(call, { conference: id, role: 'caller', joinSequence });
  const newcomer = { conference: id, call, name: `Caller ${joinSequence}`, muted: false };
  const admitted = { kind: 'admitted', atMs: startMs, joinSequence, newcomer } as const;
  await deps.conferences.changeCaller(id, call, admitted);
}

const startAt = (voice: VoiceId) => async (): Promise<World> => {
  const world = inMemoryConferences([newConference('c1', { voice })]);
  await admit(world, first, 1);
  return world;
};

const own = (record: Act<World>['record']): Act<World> => ({ isOwn: true, record });
const changed = (call: Call, ...events: readonly CallerEvent[]): Act<World> =>
  own(async ({ deps }) => {
    for (const event of events) await deps.conferences.changeCaller(id, call, event);
  });
const gone = (call: Call) => changed(call, { kind: 'gone', atMs: startMs });
const admitted = (call: Call, joinSequence: number) => own((world) => admit(world, call, joinSequence));
const leg = (call: Call, joinSequence: number, meeting: string) => ({
  ...{ conference: id, call, joinSequence, meeting, muted: false },
});
const joined = (...of: Parameters<typeof leg>): Act<World> => ({
  isOwn: false,
  record: ({ deps }) => legJoined(deps, leg(...of)),
});
const left = (...of: Parameters<typeof leg>): Act<World> => ({
  isOwn: false,
  record: ({ deps }) => legLeft(deps, leg(...of)),
});
const moved = (call: Call, to: string): Act<World> => ({
  isOwn: false,
  record: async ({ deps }) => {
    const pinCall = await deps.pinCalls.get(call);
    return pinCall && legMoved(deps, pinCall, { from: `before ${call}`, to, isAsked: true });
  },
});

const course = (voice: VoiceId, ...acts: readonly Act<World>[]): RecordedCourse<World> => ({
  start: startAt(voice),
  acts,
  known: (world) => String(world.conference('c1').meeting),
  right: 'm2',
});

/** By what happens in them. */
export const recordedCourses: Readonly<Record<string, RecordedCourse<World>>> = {
  'a caller has gone, and another begins the next meeting': course(
    'twilio',
    joined(first, 1, 'm1'),
    gone(first),
    admitted(second, 2),
    joined(second, 2, 'm2'),
  ),
  'a caller comes back into the next meeting': course(
    'twilio',
    joined(first, 1, 'm1'),
    left(first, 1, 'm1'),
    changed(
      first,
      { kind: 'returned', atMs: startMs, joinSequence: 1 },
      { kind: 'rejoining', atMs: startMs, joinSequence: 2, after: 1 },
    ),
    joined(first, 2, 'm2'),
  ),
  'a caller has gone, and another is moved into the next meeting': course(
    'vonage',
    moved(first, 'm1'),
    gone(first),
    admitted(second, 2),
    moved(second, 'm2'),
  ),
};
