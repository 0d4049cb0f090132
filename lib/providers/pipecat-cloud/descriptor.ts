import type { Descriptor } from '../descriptor.ts';

export const pipecatCloudDescriptor = {
  api: {
    defaultUrl: 'https://api.pipecat.daily.co/v1',
    setting: 'pipecatCloudApiUrl',
    variable: 'PIPECAT_CLOUD_API_URL',
    output: { name: 'PipecatCloudApiUrl', description: "Base URL of Pipecat Cloud's API" },
  },
  webhooks: {},
} as const satisfies Descriptor;
