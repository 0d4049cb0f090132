import { each, fields, flag, list, orNull, text, whole, type Schema } from './schema.ts';

/** Names of the fields of rooms in Digital Samba's OpenAPI document of 31 July 2026, by what they are. */

const switchedInBoth = `
  audio_on_join_enabled captions_enabled captions_in_recordings_enabled chat_enabled consent_message_enabled
  content_library_enabled e2ee_enabled end_session_enabled full_screen_enabled hide_tiles_in_recordings_enabled
  invite_participants_enabled is_locked join_screen_enabled language_selection_enabled layout_mode_switch_enabled
  logo_enabled minimize_own_tile_enabled minimize_own_tile_on_join_enabled participant_names_in_recordings_enabled
  participants_list_enabled pin_enabled private_chat_enabled private_group_chat_enabled qa_enabled raise_hand_enabled
  recording_consent_message_enabled recording_logo_enabled recordings_enabled screenshare_enabled
  simple_notifications_enabled toolbar_enabled topbar_enabled video_on_join_enabled virtual_backgrounds_enabled
  whiteboard_enabled`;

const switchedInRequests = `
  audio_autogain_enabled audio_echo_cancellation_enabled audio_noise_suppression_enabled auto_pip_enabled
  breakout_end_on_timer breakout_free_movement_enabled breakout_return_to_main_room_enabled breakout_rooms_enabled
  breakout_timer_enabled chat_persistence_enabled chat_reactions_enabled chat_reactions_extended_enabled
  connection_message_enabled connection_quality_indicator_enabled e2ee_badge_enabled hd_video_on_join_enabled
  hide_tiles_in_restream_enabled invite_participants_advanced_enabled is_audio_only leave_session_enabled
  lobby_sound_enabled mute_sound_enabled participant_names_in_restream_enabled pin_panels_enabled pip_enabled
  polls_enabled recording_autostart_enabled recording_bookmarks_enabled recording_breakout_autostart_enabled
  rejoin_session_enabled restream_autostart_enabled restream_consent_message_enabled restream_enabled
  restream_logo_enabled room_reactions_enabled shared_notes_enabled telephony_enabled
  transcription_auto_start_enabled transcription_enabled transcription_store_enabled upvote_qa_enabled
  video_fit_mode_enabled virtual_backgrounds_v2_enabled watermark_enabled whip_enabled`;

const writtenInBoth = `
  background_color captions_language checkbox_message consent_message consent_message_type html_title language
  layout_mode_on_join library_id palette_mode primary_color private_group_chat_name recordings_layout_mode
  toolbar_color toolbar_position video_tile_layout_mode`;

const writtenInRequests = `
  application_logo audio_quality broadcaster_tile_visibility custom_logo default_content_library default_role
  description expires_at external_id friendly_url hd_video_quality lobby_message privacy qa_default_filter
  restream_key restream_layout_mode restream_type restream_url telephony_phone_number telephony_pin_dtmf
  watermark_text`;

/** What a request for a room may have, be it to make or to change one. */
export const roomRequest: Readonly<Record<string, Schema>> = {
  ...each(flag, switchedInBoth + switchedInRequests),
  ...each(text, writtenInBoth + writtenInRequests),
  ...each(whole, 'breakout_timer_duration max_broadcasters max_participants session_length'),
  ...each(list(text), 'breakouts private_group_chat_roles roles webhooks'),
};

const shownRole = fields(each(text, 'display_name id name'));
const shownRoles = list(fields({ ...each(text, 'display_name id name'), allow_private_group_chat: flag }));

/** A room as it is answered. */
export const roomFields = {
  ...each(flag, `${switchedInBoth} breakout_rooms_enabled files_panel_enabled transcription_enabled`),
  ...each(
    text,
    `${writtenInBoth} created_at description external_id friendly_url id privacy room_url updated_at`,
  ),
  ...each(whole, 'max_broadcasters max_participants'),
  custom_logo: orNull(text),
  default_role: shownRole,
  roles: shownRoles,
  files: list(fields(each(text, 'id name thumbnail_url url'))),
  breakouts: list(fields(each(text, 'id name'))),
  webhooks: list(text),
};

/** What the list of rooms shows of each is said by an older sample. */
const unlisted: ReadonlySet<string> = new Set(
  `captions_enabled captions_in_recordings_enabled e2ee_enabled hide_tiles_in_recordings_enabled is_locked
  minimize_own_tile_on_join_enabled private_group_chat_enabled recording_logo_enabled recordings_enabled breakout_rooms_enabled
  files_panel_enabled transcription_enabled checkbox_message consent_message html_title library_id private_group_chat_name
  custom_logo default_role roles files breakouts webhooks`.split(/\s+/),
);
export const listedRoomFields: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(Object.entries(roomFields).filter(([name]) => !unlisted.has(name))),
  ...each(
    flag,
    `pip_enabled auto_pip_enabled room_reactions_enabled audio_autogain_enabled audio_noise_suppression_enabled
    audio_echo_cancellation_enabled chat_reactions_enabled leave_session_enabled rejoin_session_enabled
    connection_message_enabled upvote_qa_enabled shared_notes_enabled polls_enabled transcription_auto_start_enabled
    transcription_store_enabled`,
  ),
  ...each(text, 'topic hd_video_quality audio_quality broadcaster_tile_visibility default_content_library'),
  languages: list(text),
};

/** What a new room of the team gets unless it is told otherwise. */
export const teamDefaults = fields({
  ...each(flag, `${switchedInBoth} files_panel_enabled`),
  ...each(text, `${writtenInBoth} application_logo custom_logo domain favicon id owner_id`),
  ...each(text, 'subscription_end subscription_start'),
  ...each(whole, 'max_participants max_sessions session_length'),
  custom_cname: orNull(text),
  default_role: shownRole,
  roles: shownRoles,
});

/** All permissions are switches, but for the list of roles that somebody may give to others. */
export const permissions = fields({
  ...each(
    flag,
    `access_qa answer_privately_qa answer_qa ask_question_anonymously_qa ask_question_qa ask_remote_unmute
    ban_participants broadcast chat_reactions clear_chat clear_content collaborate_in_notes control_room_components
    control_room_entry delete_others_chat_messages download_qa edit_whiteboard end_session export_chat general_chat
    invite_participant lock_content manage_breakout manage_broadcast manage_content_library manage_edit_whiteboard
    manage_personal_content_library manage_phone_users manage_poll_templates manage_polls manage_private_whiteboard
    manage_screenshare moderate_qa pin_panels present_content_library private_chat push_content raise_hand recording
    remote_muting remove_chat remove_participant rename_participants restreaming room_reactions screenshare
    see_all_questions see_content_badges see_notes see_participants_panel see_questions_author
    see_roles_in_participants_panel self_rename start_session transcribe_session upvote_qa`,
  ),
  manage_roles: list(text),
});
