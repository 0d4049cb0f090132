import { makeVideoRooms } from '../../../../lib/providers/daily/rooms/video-rooms.ts';
import { fakeHttp, fakeKey, fakeLog, type Reply } from '../../http/fake-http.ts';

const apiUrl = 'https://api.daily.example/v1';
export const apiKey = 'daily-key-that-nobody-may-see';

/** The video side against a Daily that answers as told. */
export function fakeDaily(
  replies: readonly Reply[],
  keys: {
    readonly apiKey?: string | undefined;
    readonly freshKey?: string;
    readonly domainId?: string | undefined;
  } = {},
) {
  const network = fakeHttp(...replies);
  const logged = fakeLog();
  const key = fakeKey('apiKey' in keys ? keys.apiKey : apiKey, keys.freshKey);
  const domainId = 'domainId' in keys ? keys.domainId : '30f866c3-0000-4000-8000-ff58322d09c5';
  const video = makeVideoRooms({
    http: network.http,
    log: logged.log,
    apiUrl,
    apiKey: key,
    domainId: () => Promise.resolve(domainId),
  });
  const requests = () => network.sent.map(({ method, url }) => `${method} ${url.slice(apiUrl.length)}`);
  return { ...network, ...logged, key, video, requests };
}
