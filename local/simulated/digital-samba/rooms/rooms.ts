import { randomBytes } from 'node:crypto';
import { keepNewest } from '../../../runtime/keep.ts';
import type { Timers } from '../../kit/timers.ts';
import type { Dial } from './bridge.ts';
import type { EventFeed } from '../webhooks/events.ts';
import type { DigitalSambaSettings } from '../options.ts';
import { chatRole, type Role, shortRole } from './roles.ts';
import { Room, type RoomFields, type Session } from './room.ts';
import { expiryMs, type KeptRoom, type RoomRequest } from './room-schema.ts';
import { secondsTime } from './times.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** Texts per field, as a validation error shows them. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** A room, or what is wrong with the request. */
export type RoomOutcome =
  { readonly ok: true; readonly room: Room } | { readonly ok: false; readonly errors: FieldErrors };

interface RoomsDeps {
  readonly settings: DigitalSambaSettings;
  readonly timers: Timers;
  readonly events: EventFeed;
  readonly webhooks: Webhooks;
  readonly roles: readonly Role[];
  readonly dial: () => Dial | undefined;
}

/** Keys and pauses that the SIP side knows, with one tone at least (Digital Samba telephony guide). */
const dtmfPattern = /^[Ww]*[0-9*#][Ww0-9*#]*$/;

/** Fields that a room can be given, and does not show (Digital Samba REST docs, get room). */
const unshown: ReadonlySet<string> = new Set(['tags', 'expires_at', 'session_length']);

/** All rooms of the team. */
export class Rooms {
  /** Sessions of all rooms, past and present, in order. */
  readonly sessions: Session[] = [];
  readonly #byId = new Map<string, Room>();
  readonly #deps: RoomsDeps;

  constructor(deps: RoomsDeps) {
    this.#deps = deps;
    for (const { id, request } of deps.settings.rooms) this.#make(request, id);
  }

  /** In order of creation. */
  get all(): readonly Room[] {
    return [...this.#byId.values()];
  }

  /** By UUID or friendly URL. */
  find(idOrUrl: string): Room | undefined {
    return this.#byId.get(idOrUrl) ?? this.all.find((room) => room.fields.friendly_url === idOrUrl);
  }

  /** By UUID only. */
  findById(id: string): Room | undefined {
    return this.#byId.get(id);
  }

  create(request: RoomRequest): RoomOutcome {
    const errors = this.#errorsOf(request, undefined);
    if (Object.keys(errors).length > 0) return { ok: false, errors };
    const room = this.#make(request);
    this.#tell();
    return { ok: true, room };
  }

  #make(request: RoomRequest, id?: string): Room {
    const { settings, timers, events, dial, roles } = this.#deps;
    const fields: RoomFields = {
      privacy: 'public',
      is_locked: false,
      friendly_url: randomBytes(8).toString('hex'),
      private_group_chat_roles: [...settings.privateChatRoles],
      ...this.#resolve(request, roles, defaultRoleOf(roles)),
    };
    const onSession = (session: Session) => void keepNewest(this.sessions, session, settings.maxKept);
    const onDeleted = () => {
      this.#byId.delete(room.id);
      this.#tell();
    };
    const room = new Room(fields, { settings, timers, events, dial, onSession, onDeleted }, id);
    this.#byId.set(room.id, room);
    this.#scheduleExpiry(room);
    return room;
  }

  /** Fields that are left out stay as they are. */
  change(room: Room, request: RoomRequest): RoomOutcome {
    const errors = this.#errorsOf(request, room);
    if (Object.keys(errors).length > 0) return { ok: false, errors };
    const { roles, default_role: role } = room.fields;
    room.fields = { ...room.fields, ...this.#resolve(request, roles, role) };
    room.updatedAtMs = Date.now();
    if (request.expires_at !== undefined) this.#scheduleExpiry(room);
    this.#tell();
    return { ok: true, room };
  }

  #tell(): void {
    this.#deps.settings.onRooms?.(this.all.map(keptOf));
  }

  /** A room as REST shows it (Digital Samba REST docs, room). */
  describe(room: Room): Record<string, unknown> {
    const { settings } = this.#deps;
    const {
      roles,
      default_role: defaultRole,
      webhooks = [],
      telephony_enabled,
      telephony_phone_number,
      telephony_pin_dtmf,
      private_group_chat_roles: inChat,
      ...others
    } = room.fields;
    return {
      id: room.id,
      ...Object.fromEntries(Object.entries(others).filter(([name]) => !unshown.has(name))),
      room_url: `https://${settings.teamName}.digitalsamba.com/${room.fields.friendly_url}`,
      default_role: shortRole(defaultRole),
      roles: roles.map((role) => chatRole(role, inChat ?? [])),
      ...((webhooks.length > 0 || settings.unlimitedWebhooks === 'empty') && { webhooks }),
      ...(settings.showsTelephony && { telephony_enabled, telephony_phone_number, telephony_pin_dtmf }),
      created_at: secondsTime(room.createdAtMs),
      updated_at: secondsTime(room.updatedAtMs),
    };
  }

  #errorsOf(request: RoomRequest, existing: Room | undefined): FieldErrors {
    const { settings, webhooks, roles } = this.#deps;
    const { friendly_url: url, default_role: defaultRole, telephony_phone_number: number } = request;
    const dtmf = request.telephony_pin_dtmf ?? '0';
    const owner = url === undefined ? undefined : this.find(url);
    const isUnknown = (names: readonly string[] = []) =>
      names.some((given) => !roles.some(({ id, name }) => given === name || given === id));
    const problems: [boolean, string, string][] = [
      [owner !== undefined && owner !== existing, 'friendly_url', 'Already in use.'],
      [isUnknown(request.roles), 'roles', 'Unknown role.'],
      [isUnknown(request.private_group_chat_roles), 'private_group_chat_roles', 'Unknown role.'],
      [defaultRole !== undefined && !request.roles, 'roles', 'Needed together with default_role.'],
      [
        defaultRole !== undefined && request.roles?.includes(defaultRole) === false,
        'default_role',
        'Must be among roles.',
      ],
      [request.webhooks?.some((id) => !webhooks.find(id)) ?? false, 'webhooks', 'Unknown webhook.'],
      [/^sips?:/i.test(number ?? '') && !settings.acceptsSipUri, 'telephony_phone_number', 'Not a number.'],
      [!settings.acceptsAnyDtmf && !dtmfPattern.test(dtmf), 'telephony_pin_dtmf', 'Unknown key.'],
      [dtmf.length > settings.longestDtmf, 'telephony_pin_dtmf', 'Too long.'],
    ];
    return Object.fromEntries(
      problems.filter(([isWrong]) => isWrong).map(([, field, text]) => [field, [text]]),
    );
  }

  /** Role names become roles; everything else stays. */
  #resolve(
    request: RoomRequest,
    rolesBefore: readonly Role[],
    defaultBefore: Role,
  ): Omit<RoomRequest, 'roles' | 'default_role' | 'friendly_url'> &
    Pick<RoomFields, 'roles' | 'default_role'> & { friendly_url?: string } {
    const { roles: names, default_role: defaultName, friendly_url, ...others } = request;
    const roles = names
      ? this.#deps.roles.filter(({ id, name }) => names.includes(name) || names.includes(id))
      : rolesBefore;
    const wanted = defaultName ?? defaultBefore.name;
    return {
      ...others,
      ...(friendly_url !== undefined && { friendly_url }),
      roles,
      default_role: roles.find((role) => role.name === wanted) ?? roles[0] ?? defaultBefore,
    };
  }

  #scheduleExpiry(room: Room): void {
    const expiresAt = room.fields.expires_at;
    if (expiresAt === undefined) return;
    this.#deps.timers.after(expiryMs(expiresAt) - Date.now(), () => {
      if (room.fields.expires_at === expiresAt) room.deleteRoom();
    });
  }
}

/** Without its list of webhooks: those have other ids in the next simulator. */
function keptOf({ id, fields }: Room): KeptRoom {
  const { roles, default_role: role, webhooks: _, ...others } = fields;
  return { id, request: { ...others, roles: roles.map(({ name }) => name), default_role: role.name } };
}

/** The role that people get in a room of a team that has chosen none. */
export function defaultRoleOf(roles: readonly Role[]): Role {
  const last = roles.at(-1);
  if (!last) throw new Error('The team has no roles.');
  return last;
}
