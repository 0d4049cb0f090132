import { randomUUID } from 'node:crypto';

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

/** A role as REST shows it. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly display_name: string;
  readonly permissions: Readonly<Record<Permission, boolean>>;
}

/** The roles of a new team. */
export function stockRoles(phoneRoles: readonly string[]): readonly Role[] {
  return ['moderator', 'speaker', 'attendee'].map((name) => {
    const moderates = name === 'moderator';
    return {
      id: randomUUID(),
      name,
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
