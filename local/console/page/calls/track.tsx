import type { Lane } from '../../derive/lane.ts';

/** The way of a call, step by step. Read out as where it is; the steps are for the eye. */
export function Track({ lane }: { readonly lane: Lane }) {
  return (
    <span class={`track tone-${lane.tone}`} aria-hidden="true">
      {lane.steps.map(({ label, status }) => (
        <span key={label} class={`step step-${status}`} title={label} />
      ))}
    </span>
  );
}
