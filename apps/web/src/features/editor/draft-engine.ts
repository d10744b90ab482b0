/** The part of the page that knows drafts; it comes apart from the first picture's code. */
export type DraftEngine = typeof import('./draft/index.ts')
