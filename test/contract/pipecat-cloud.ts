import type { VendorDocument } from './document.ts';
import { anything, each, fields, flag, oneOf, orNull, text, whole, type Schema } from './schema.ts';

const uuid: Schema = {
  type: 'string',
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
};

/** What the OpenAPI documents in Pipecat's repository of documentation say of the three endpoints that we call. */
export const pipecatCloudDocument: VendorDocument = {
  name: "Pipecat Cloud's REST reference",
  operations: [
    {
      method: 'POST',
      path: '/v1/public/{agentName}/start',
      body: {
        encoding: 'json',
        isRequired: true,
        schema: fields({
          ...each(flag, 'createDailyRoom enableDefaultIceServers'),
          ...each(anything, 'body dailyMeetingTokenProperties dailyRoomProperties'),
          transport: oneOf('daily', 'webrtc', 'websocket'),
        }),
      },
      answers: {
        200: fields({
          ...each(text, 'body dailyRoom dailyToken sessionId token wsUrl'),
          iceConfig: anything,
        }),
      },
    },
    {
      method: 'DELETE',
      path: '/v1/agents/{agentName}/sessions/{sessionId}',
      pathParameters: { sessionId: uuid },
      answers: { 200: fields({ status: text, session_id: uuid }) },
    },
    {
      method: 'GET',
      path: '/v1/agents/{agentName}',
      answers: {
        200: fields({
          ...each(
            text,
            `activeDeploymentId createdAt desiredDeploymentId name reconciledDeploymentId region updatedAt`,
          ),
          ...each(flag, 'activeDeploymentReady available ready'),
          ...each(orNull(anything), 'currentRevision previousRevision'),
          agentProfile: orNull(text),
          autoScaling: fields(each(whole, 'maxReplicas minReplicas')),
          activeSessionCount: whole,
          deployment: anything,
        }),
      },
    },
  ],
};
