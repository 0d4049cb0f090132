import type { Descriptor } from '../descriptor.ts';

export const dailyDescriptor = {
  api: {
    defaultUrl: 'https://api.daily.co/v1',
    setting: 'dailyApiUrl',
    variable: 'DAILY_API_URL',
    output: { name: 'DailyApiUrl', description: "Base URL of Daily's REST API" },
  },
  webhooks: {
    pinless: {
      path: '/daily/pinless',
      output: { name: 'DailyPinlessUrl', description: 'room_creation_api of pinless dial-in' },
    },
    events: {
      path: '/daily/events',
      output: { name: 'DailyEventsUrl', description: "url of Daily's domain webhook" },
    },
  },
} as const satisfies Descriptor;
