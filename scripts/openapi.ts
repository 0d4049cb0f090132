import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { documentOf } from '../functions/admin/document.ts';
import { operations } from '../functions/admin/operations.ts';

/** Where the document of the HTTP face is kept. */
export const documentFile = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));

/** The document as it is kept, formatted as everything else is. */
export function documentText(): Promise<string> {
  return format(JSON.stringify(documentOf(operations)), { parser: 'json', printWidth: 110 });
}

if (import.meta.main) writeFileSync(documentFile, await documentText());
