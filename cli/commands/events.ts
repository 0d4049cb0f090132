import type { Command } from 'commander';
import type { EventLetters } from '../../lib/aws/clients/event-letters.ts';
import { command } from '../kit/command.ts';
import { withDeployment, type DeploymentDeps } from '../kit/deployment/deployment.ts';
import type { SharedOptions } from '../kit/options.ts';
import { answer, refused, writeLine, type Finish, type Outcome, type Sink } from '../kit/output.ts';

export interface EventsDeps extends DeploymentDeps {
  readonly stdout: Sink;
}

/** Between two words about how far it is: some seconds. */
const saidEvery = 100;

/** Adds `events`. */
export function addEventCommands(program: Command, deps: EventsDeps, finish: Finish): void {
  const events = program.command('events').description('what consumers are told of calls and conferences');
  command(events, finish, {
    name: 'replay',
    about: 'post events again that a consumer did not take',
    options: {},
    dryRun: 'only count them',
    after:
      'Those of a call are posted in their order, after what is on its way to the consumer already. What it still does not take\n' +
      'ends where it was.\n\nExample:\n  patchbay events replay --dry-run --stage dev',
    run: (options) => replay(deps, options),
  });
}

function replay(deps: EventsDeps, options: SharedOptions): Promise<Outcome> {
  return withDeployment(deps, options, async ({ name, openEvents }) => {
    const letters = openEvents?.();
    if (letters === undefined) return refused(`No events are posted to anybody from ${name}.`);
    try {
      if (options.dryRun) {
        const waiting = await letters.count();
        const text = `Some ${waiting} events would be posted again from ${name}; nothing was.`;
        return answer(deps, options, { replayed: 0, waiting }, text);
      }
      const { replayed, left } = await replayAll(deps.stderr, letters);
      const stay = left === 0 ? '' : ` ${left} stay: their consumer is in the settings no more.`;
      return answer(
        deps,
        options,
        { replayed, left },
        `${replayed} events are on their way again from ${name}.${stay}`,
      );
    } finally {
      letters.close();
    }
  });
}

async function replayAll(
  stderr: Sink,
  letters: EventLetters,
): Promise<{ readonly replayed: number; readonly left: number }> {
  const all = await letters.count();
  let [replayed, left, said] = [0, 0, 0];
  for (;;) {
    const some = await letters.replaySome();
    if (some === undefined) return { replayed, left };
    replayed += some.replayed;
    left += some.left;
    if (replayed - said < saidEvery) continue;
    said = replayed;
    writeLine(stderr, `${replayed} of some ${all} …`);
  }
}
