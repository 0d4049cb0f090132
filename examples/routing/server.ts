import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';

const { PORT, BOT_ENDPOINT_SECRET, REGULARS } = z
  .object({ PORT: z.string(), BOT_ENDPOINT_SECRET: z.string(), REGULARS: z.string().default('') })
  .parse(process.env);
const questionSchema = z.object({ call: z.object({ to: z.string(), from: z.string().optional() }) });
const webhook = new Webhook(BOT_ENDPOINT_SECRET);

/** Regulars are led to the concierge, withheld numbers to nobody, and all others where the route says. */
function answer({ call }: z.infer<typeof questionSchema>): object {
  if (call.from === undefined) return { refuse: true };
  if (REGULARS.split(',').includes(call.from))
    return { targets: [{ kind: 'pipecat-cloud', agent: 'concierge' }] };
  return { data: { caller: call.from } };
}

const server = createServer((request, response) => {
  void text(request).then((body) => {
    try {
      webhook.verify(body, z.record(z.string(), z.string()).parse(request.headers));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(questionSchema.parse(JSON.parse(body)))));
    } catch {
      response.writeHead(401).end(); // not signed by our gateway
    }
  });
});
server.listen(Number(PORT), '127.0.0.1', () => console.log('ready', server.address()));
