import type { HeldCall, Refusal, RoomRef, StartedBot } from './call.ts';
import type { Target } from './route.ts';
import type { TransferOutcome } from './transfer.ts';

/** Who refused the call before this happened. */
export interface Refused {
  /** All of them, counted. */
  readonly refusals?: readonly Refusal[] | undefined;
  /** Those that are the first of their kind, each a line of the timeline. */
  readonly refusalTexts?: readonly string[] | undefined;
}

/** Something that happened to a held call. `atMs` is our clock's Unix milliseconds. */
export type CallEvent = { readonly atMs: number } & (
  | {
      readonly kind: 'tokenStored';
      readonly token: string;
      readonly room: RoomRef;
      readonly budgetEndsAtMs: number;
    }
  | { readonly kind: 'tokenReplaced'; readonly token: string; readonly budgetEndsAtMs: number }
  /** It is known where the call goes: whoever was asked has said so, or did not answer and the route has others. */
  | {
      readonly kind: 'routed';
      readonly token: string;
      readonly targets: readonly Target[];
      /** The room in which the first of them is tried. */
      readonly room: RoomRef;
      /** What was answered. */
      readonly answer: string;
    }
  /** Whoever was asked refuses the call. */
  | { readonly kind: 'declined'; readonly token: string }
  | (Refused & {
      readonly kind: 'movedOn';
      readonly token: string;
      /** The attempt that is left behind. */
      readonly attempt: number;
      readonly targetIndex: number;
      readonly room: RoomRef;
      readonly why: string;
      /** Until when whoever began that attempt may still make its room; undefined: it does not any more. */
      readonly lateRoomUntilMs?: number | undefined;
    })
  | (Refused & {
      readonly kind: 'asked';
      readonly attempt: number;
      readonly target: string;
      readonly targetIndex: number;
      readonly address?: string | undefined;
      readonly bot?: StartedBot | undefined;
    })
  /** A bot takes on a call that came on a trunk: the provider is told so, and puts the caller into the room. */
  | (Refused & {
      readonly kind: 'accepted';
      readonly target: string;
      readonly targetIndex: number;
      readonly bot: StartedBot;
    })
  /** Nobody took the call on, and whoever asked has ended: no room is being made any more. */
  | (Refused & {
      readonly kind: 'noTarget';
      readonly attempt: number;
      /** The room in hand, if nobody was sent there. */
      readonly spareRoom?: HeldCall['spareRoom'];
      /** One that was started all the same, and does not count. */
      readonly bot?: StartedBot | undefined;
    })
  /** Whoever was in the room has left before it was ready. */
  | { readonly kind: 'botLeft'; readonly room: string }
  | {
      readonly kind: 'ready';
      readonly room: string;
      readonly source: ReadySource;
      readonly address?: string | undefined;
    }
  | { readonly kind: 'claimed'; readonly token: string }
  | OrderEvent
  | CallerEvent
  /** The longest call is over and nobody reported its end. */
  | { readonly kind: 'overdue' }
  | { readonly kind: 'callerGone' }
  | {
      readonly kind: 'released';
      readonly why: string;
      /** Gives way to a room that became ready in the same moment. */
      readonly unlessReady: boolean;
    }
  | {
      readonly kind: 'postpone';
      readonly dueAtMs: number;
      /** When it was due so far. Another time that was set meanwhile stands: more is known by then. */
      readonly insteadOfMs: number | undefined;
      /** How often the clean-up has failed by now; undefined: it did not fail, it has to wait. */
      readonly failures?: number;
    }
  /** Rooms of ours are gone: deleting them again would cost the provider's few deletions, and may refuse a batch. */
  | { readonly kind: 'roomsDeleted'; readonly names: readonly string[] }
  | { readonly kind: 'cleaned' }
);

export type CallEventKind = CallEvent['kind'];

/** Who said that a room can take the caller. */
export type ReadySource = 'provider' | 'bot' | 'room';

/** Who said that the caller is in the room. */
export type ConnectedSource = 'provider' | 'presence';

/** What happens to a call between its first order to connect and the news of what came of it. */
export type OrderEvent =
  | {
      readonly kind: 'reclaimed';
      readonly token: string;
      /** The task that ordered did not last: its order may have been on the way until now. */
      readonly isCutShort: boolean;
    }
  /** A further order is about to be sent. `updates`: how many may have worked before it. */
  | { readonly kind: 'updatedAgain'; readonly updates: number }
  /** Nothing came of the order that `updates` counts last, and its task is about to send it again. */
  | { readonly kind: 'sentAnew'; readonly token: string; readonly updates: number }
  /** The order that `updates` counts last may have worked, and whether it did was known late, or not at all. */
  | { readonly kind: 'answeredLate'; readonly token: string; readonly updates: number }
  /** Nothing came of the order that `updates` counts last. The next one is sent after `orderAfterMs`. */
  | {
      readonly kind: 'notOrdered';
      readonly token: string;
      readonly updates: number;
      readonly why: string;
      readonly orderAfterMs: number;
    }
  /** The room was seen empty again; `looks`: how often since the first order. */
  | { readonly kind: 'polled'; readonly polls: number }
  /** The room in hand does not take the caller, and no order may have worked: another target is due. */
  | { readonly kind: 'turnedDown'; readonly token: string; readonly updates: number; readonly why: string }
  /** The provider refuses the second order; the first may have worked. */
  | { readonly kind: 'refusedAgain'; readonly why: string }
  | { readonly kind: 'reportedGone' };

/** News of a call's caller, who is in a room or has left it. */
export type CallerEvent =
  | {
      readonly kind: 'connected';
      readonly room: string;
      readonly source: ConnectedSource;
      readonly session?: string | undefined;
      /** The provider's time at which the leg came in; undefined: not known. */
      readonly connectedAtMs?: number | undefined;
    }
  /** A call that was given up after its order: its caller got in after all. */
  | {
      readonly kind: 'connectedLate';
      readonly room: string;
      readonly session?: string | undefined;
      /** The provider's time at which the leg came in; undefined: not known. */
      readonly connectedAtMs?: number | undefined;
      readonly budgetEndsAtMs: number;
    }
  | { readonly kind: 'callerLeft'; readonly room: string; readonly session: string | undefined }
  /** A call that was given up after its order: its caller was in, and has left. */
  | { readonly kind: 'leftLate'; readonly room: string }
  /** `endedAtMs`: the provider's time of it, since the news of an older meeting in the room may come late. */
  | { readonly kind: 'meetingEnded'; readonly room: string; readonly endedAtMs: number }
  /** The bot in this room has told the caller the notice of the route. */
  | { readonly kind: 'noticed'; readonly room: string }
  | TransferEvent;

/** What happens to a call whose caller is led out of the room to somebody else. */
export type TransferEvent =
  /** It is about to be ordered. Without any news it comes to an end at `dueAtMs`. */
  | {
      readonly kind: 'transferAsked';
      readonly room: string;
      readonly session: string;
      readonly to: string;
      /** Who asked, for the timeline: `bot`, `operator`. */
      readonly by: string;
      readonly dueAtMs: number;
    }
  /** The provider tells that one was ordered, which may have been by the bot itself. */
  | (LegNews & { readonly kind: 'transferring'; readonly dueAtMs: number })
  /** The caller was taken out of the room, and somebody else is being called. */
  | (LegNews & { readonly kind: 'transferBegun'; readonly dueAtMs: number })
  | (LegNews & { readonly kind: 'transferAnswered'; readonly dueAtMs: number })
  /** Somebody else took the call, and has ended it. */
  | (LegNews & { readonly kind: 'transferOver' })
  /** It is over, and that somebody else took the call was never heard. */
  | (LegNews & { readonly kind: 'transferClosed'; readonly transferOutcome: TransferOutcome })
  /** Nothing came of it: the caller is in the room as before. */
  | {
      readonly kind: 'transferFailed';
      readonly why: string;
      readonly transferOutcome: TransferOutcome;
      /** When it was due so far: nobody has learnt more since. */
      readonly insteadOfMs: number;
      readonly dueAtMs: number;
    }
  /** The caller is not in the room any more, and was not heard to reach anybody. */
  | {
      readonly kind: 'transferLost';
      readonly transferOutcome: TransferOutcome;
      readonly insteadOfMs: number;
      readonly dueAtMs: number;
    }
  /** The caller's leg left the room while a transfer was in hand. */
  | (LegNews & { readonly kind: 'legLeft' });

interface LegNews {
  readonly room: string;
  readonly session: string | undefined;
}
