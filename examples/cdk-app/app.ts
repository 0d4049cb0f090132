import { App, Stack } from 'aws-cdk-lib';
import { PatchbayGateway } from 'patchbay';

const app = new App();
const stack = new Stack(app, 'Telephony', { stackName: 'patchbay-prod', terminationProtection: true });

const gateway = new PatchbayGateway(stack, 'Gateway', {
  stage: 'prod',
  alarmEmail: 'you@example.com',
  canary: { everyMinutes: 10 },
});
stack.exportValue(gateway.url, { name: 'TelephonyUrl' });
