import { fieldTexts, providerKey, type Descriptor } from '../descriptor.ts';

export const pipecatCloudDescriptor = {
  api: {
    defaultUrl: 'https://api.pipecat.daily.co/v1',
    setting: 'pipecatCloudApiUrl',
    variable: 'PIPECAT_CLOUD_API_URL',
    output: { name: 'PipecatCloudApiUrl', description: "Base URL of Pipecat Cloud's API" },
  },
  webhooks: {},
  secret: {
    /** Starts agents. */
    pipecatCloudPublicKey: providerKey
      .optional()
      .register(fieldTexts, { purpose: 'starting agents at Pipecat Cloud', origin: { kind: 'given' } }),
    /** Stops agents. */
    pipecatCloudPrivateKey: providerKey
      .optional()
      .register(fieldTexts, { purpose: 'stopping agents at Pipecat Cloud', origin: { kind: 'given' } }),
  },
} as const satisfies Descriptor;
