import { randomUUID } from 'node:crypto';
import { secondsTime } from './times.ts';

/** Permissions that matter to a gateway, among those that `GET /permissions` names (Digital Samba REST docs, permissions). */
export const permissions = [
  'manage_phone_users',
  'remote_muting',
  'ask_remote_unmute',
  'remove_participant',
  'raise_hand',
  'manage_broadcast',
  'start_session',
  'end_session',
] as const;

type Permission = (typeof permissions)[number];

/** A role of the team. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly display_name: string;
  readonly createdAtMs: number;
  readonly permissions: Readonly<Record<Permission, boolean>>;
}

/** The roles of a new team. */
export function stockRoles(phoneRoles: readonly string[]): readonly Role[] {
  return ['moderator', 'speaker', 'attendee'].map((name) => {
    const moderates = name === 'moderator';
    return {
      id: randomUUID(),
      name,
      createdAtMs: Date.now(),
      display_name: `${name.charAt(0).toUpperCase()}${name.slice(1)}s`,
      permissions: {
        manage_phone_users: phoneRoles.includes(name),
        remote_muting: moderates,
        ask_remote_unmute: moderates,
        remove_participant: moderates,
        raise_hand: true,
        manage_broadcast: moderates,
        start_session: moderates,
        end_session: moderates,
      },
    };
  });
}

/** A role as lists show it: without its permissions. */
export function listedRole({ id, name, display_name, createdAtMs }: Role): Record<string, unknown> {
  const at = secondsTime(createdAtMs);
  return {
    id,
    name,
    display_name,
    description: '',
    default: name === 'attendee',
    created_at: at,
    updated_at: at,
  };
}

/** A role as REST shows it alone. */
export const wholeRole = (role: Role): Record<string, unknown> => ({
  ...listedRole(role),
  permissions: role.permissions,
});

/** The role that a room gives by default, as REST shows it. */
export const shortRole = ({ id, name, display_name }: Role): Record<string, string> => ({
  id,
  name,
  display_name,
});

/** A role as rooms and the team's defaults list it; `inChat` names the roles in the private group chat. */
export const chatRole = (role: Role, inChat: readonly string[]): Record<string, unknown> => ({
  ...shortRole(role),
  allow_private_group_chat: inChat.includes(role.name) || inChat.includes(role.id),
});
