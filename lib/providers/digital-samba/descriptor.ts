import type { Descriptor } from '../descriptor.ts';

export const digitalSambaDescriptor = {
  api: {
    defaultUrl: 'https://api.digitalsamba.com',
    setting: 'digitalSambaApiUrl',
    variable: 'DIGITAL_SAMBA_API_URL',
    output: { name: 'DigitalSambaApiUrl', description: "Base URL of Digital Samba's REST API" },
  },
  webhooks: {
    events: {
      path: '/digital-samba/events',
      output: { name: 'DigitalSambaEventsUrl', description: "endpoint of Digital Samba's webhook" },
    },
  },
} as const satisfies Descriptor;
