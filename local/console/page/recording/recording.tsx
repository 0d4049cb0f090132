import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Card } from '../kit/card.tsx';

const fileName = 'recorded.yaml';

/** What was recorded, to take away. */
export function Recording({ file, onClose }: { readonly file: string; readonly onClose: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const address = useMemo(() => URL.createObjectURL(new Blob([file], { type: 'application/yaml' })), [file]);
  const download = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    setCopied(false);
    // It stands where it was not expected: whoever uses a keyboard is led there.
    download.current?.focus();
    return () => URL.revokeObjectURL(address);
  }, [address]);
  const close = (
    <button type="button" class="quiet" onClick={onClose}>
      Close
    </button>
  );
  return (
    <Card id="recording" title="What was recorded" aside={close}>
      <p class="hint">
        A scenario that does the same again, and says what differs. Play it from the folder where it is:{' '}
        <code>npm run patchbay -- scenario run {fileName}</code>
      </p>
      <div class="actions">
        <a class="button" ref={download} href={address} download={fileName}>
          Download {fileName}
        </a>
        <button
          type="button"
          onClick={() => void navigator.clipboard.writeText(file).then(() => setCopied(true))}
        >
          {isCopied ? 'Copied' : 'Copy'}
        </button>
      </div>
      <pre class="scenario" tabIndex={0} role="region" aria-label="The scenario">
        {file}
      </pre>
    </Card>
  );
}
