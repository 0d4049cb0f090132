import type { Command } from 'commander';
import { addConnectDaily } from './daily.ts';
import { addConnectDigitalSamba } from './digital-samba.ts';
import type { ConnectDeps } from './deployment.ts';
import { addConnectPlivo } from './plivo.ts';
import { addConnectSinch } from './sinch.ts';
import { addConnectTwilio } from './twilio.ts';
import { addConnectVonage } from './vonage.ts';
import type { Finish } from '../kit/output.ts';

/** Adds `connect` with a command for each provider. */
export function addConnectCommands(program: Command, deps: ConnectDeps, finish: Finish): void {
  const connect = program
    .command('connect')
    .description('point a provider at this gateway: shows the difference, writes it, reads it back')
    .addHelpText(
      'after',
      '\nRunning it again changes nothing. Keys come from the secret: see `patchbay secrets set`.',
    );
  addConnectDaily(connect, deps, finish);
  addConnectTwilio(connect, deps, finish);
  addConnectSinch(connect, deps, finish);
  addConnectPlivo(connect, deps, finish);
  addConnectVonage(connect, deps, finish);
  addConnectDigitalSamba(connect, deps, finish);
}
