/**
 * What is published of how a bot gets to know its room. Facts read from the sources named, kept as data; when they change,
 * this file does.
 */
export const published = {
  /** Pipecat Cloud's `POST /{agent}/start` (pipecat-ai/docs 1393c9d, rest-reference/openapi.json). */
  cloudStart: {
    request: {
      createDailyRoom: 'boolean',
      dailyRoomProperties: 'object',
      dailyMeetingTokenProperties: 'object',
      enableDefaultIceServers: 'boolean',
      transport: 'string',
      body: 'object',
    },
    /** Where the room of somebody else goes: there is no field for it (pipecat-ai/docs, guides/daily-webrtc). */
    ownRoomInBody: ['room_url', 'token'],
    answer: ['sessionId', 'dailyRoom', 'dailyToken', 'token', 'wsUrl', 'body', 'iceConfig'],
  },
  /** `POST /start` of the development runner (pipecat-ai/pipecat acead05, src/pipecat/runner/run.py). */
  runnerStart: {
    request: {
      transport: 'string',
      createDailyRoom: 'boolean',
      dailyRoomProperties: 'object',
      dailyMeetingTokenProperties: 'object',
      enableDefaultIceServers: 'boolean',
      body: 'object',
    },
    /** What it takes a start without `transport` and without a room of its own for: it waits for a browser then. */
    usualTransport: 'webrtc',
    /** To a start with `transport: daily` and no room of its own. */
    answerWithoutRoom: null,
  },
  /**
   * What `bot()` gets, by whether whoever starts it made the room (daily-co/pipecat-cloud-images cd45be5,
   * pipecat-base/app.py; the runner alike).
   */
  botArguments: {
    roomMade: ['session_id', 'room_url', 'token', 'body'],
    noRoomMade: ['session_id', 'body'],
  },
  /** What `create_transport` asks of them for Daily; without it, it raises (src/pipecat/runner/utils.py). */
  dailyTransportNeeds: ['room_url', 'token'],
  /** With this in its body a bot orders the connection by itself (src/pipecat/runner/utils.py, transports/daily). */
  ordersByItself: 'dialin_settings',
} as const;
