import type { BotOrder } from '../../held-calls/ports.ts';

/**
 * What a bot is told, as JSON; the same for every back end. `data` is the route's own. Neither a key nor Pipecat's
 * `dialin_settings` is in it: with those the bot would connect the call itself.
 */
export function botData({ target, room, call, report, transfer, notice }: BotOrder) {
  return {
    room_url: room.url,
    token: room.token,
    call: {
      id: call.id,
      to: call.to,
      ...(call.from === undefined ? {} : { from: call.from }),
      ...(call.sipHeaders === undefined ? {} : { sip_headers: call.sipHeaders }),
    },
    ready: { url: report.url, token: report.token },
    ...(transfer === undefined ? {} : { transfer: { url: transfer.url, token: transfer.token } }),
    ...(notice === undefined ? {} : { notice: noticeData(notice) }),
    ...(target.data === undefined ? {} : { data: target.data }),
  };
}

/** What the caller is to be told before anything else, and where the bot says that it has. */
function noticeData({ version, text, audioUrl, url, token }: NonNullable<BotOrder['notice']>) {
  return {
    required: true,
    version,
    ...(text === undefined ? {} : { text }),
    ...(audioUrl === undefined ? {} : { audio_url: audioUrl }),
    noticed: { url, token },
  };
}
