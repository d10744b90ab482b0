import { lazyPart } from '../../../ui/lazy-part.tsx'
import type { JsonEditorProps } from './json-editor.tsx'

/** The JSON tab comes with the schemas its text is held against, when it is opened. */
export const JsonTab = lazyPart<JsonEditorProps>(async () => (await import('./json-editor.tsx')).JsonEditor)
