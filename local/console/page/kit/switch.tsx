/** A switch with what it does. */
export function Switch({
  label,
  about,
  isOn,
  onChange,
}: {
  readonly label: string;
  /** A sentence on what follows. */
  readonly about: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <button type="button" role="switch" aria-checked={isOn} class="switch" onClick={() => onChange(!isOn)}>
      <span class="switch-track" aria-hidden="true" />
      <span class="switch-text">
        <strong>{label}</strong>
        <span>{about}</span>
      </span>
    </button>
  );
}
