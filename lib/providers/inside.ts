import { BlockList, isIP } from 'node:net';
import { isLoopback } from './own-endpoint.ts';

/** Addresses that nobody on the internet has (RFC 1918, 6598, 3927, 4193, 4291). */
const inside = new BlockList();
inside.addSubnet('0.0.0.0', 8);
inside.addSubnet('10.0.0.0', 8);
inside.addSubnet('100.64.0.0', 10);
inside.addSubnet('127.0.0.0', 8);
inside.addSubnet('169.254.0.0', 16);
inside.addSubnet('172.16.0.0', 12);
inside.addSubnet('192.168.0.0', 16);
inside.addAddress('::', 'ipv6');
inside.addAddress('::1', 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');

/** Whether a URL names an address inside a network, to which nothing from outside may lead our requests. */
export function leadsInside(url: string): boolean {
  const { hostname } = new URL(url);
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  if (family === 0) return isLoopback(hostname) || bare.endsWith('.localhost') || bare.endsWith('.internal');
  return inside.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}
