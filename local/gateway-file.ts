import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { providersSchema } from '../lib/providers/addresses.ts';

/** Where a running gateway says how other processes on this machine reach it. */
export const localGatewayFile = fileURLToPath(new URL('../build/local-gateway.json', import.meta.url));

/** What `localGatewayFile` holds. */
const localGatewayFileSchema = z.object({
  url: z.string(),
  awsEndpoint: z.string(),
  region: z.string(),
  tableName: z.string(),
  secretId: z.string(),
  machineArn: z.string(),
  stage: z.string(),
  /** The console's base URL, and the token that lets a program in. */
  console: z.object({ url: z.string(), token: z.string() }),
  /** Endpoint of the gateway's webhook at Digital Samba. */
  digitalSambaEventsUrl: z.string(),
  /** Base URL of Digital Samba's API, the real one's or the simulated one's. */
  digitalSambaUrl: z.string(),
  /** Where the other providers are, and what they are to call here. */
  providers: providersSchema,
  /** The numbers of the simulated providers, each with what it led to at start. */
  numbers: z.array(z.object({ number: z.string(), at: z.string(), leadsTo: z.string() })),
  /** Where events wait that `EVENTS_URL` did not take, from where they are posted, and to where. */
  events: z
    .object({
      deadLettersUrl: z.string(),
      queues: z.record(z.string(), z.string()),
      addresses: z.record(z.string(), z.string()),
    })
    .optional(),
  /** Ids of the providers that take calls and are simulated: `daily` and those of voice providers. */
  simulated: z.array(z.string()),
});
export type LocalGatewayFile = z.infer<typeof localGatewayFileSchema>;

/** How to reach the gateway that runs on this machine; undefined if none does. */
export function readLocalGatewayFile(): LocalGatewayFile | undefined {
  if (!existsSync(localGatewayFile)) return undefined;
  return localGatewayFileSchema.parse(JSON.parse(readFileSync(localGatewayFile, 'utf8')));
}

/** The gateway runs no more. */
export function removeLocalGatewayFile(): void {
  rmSync(localGatewayFile, { force: true });
}
