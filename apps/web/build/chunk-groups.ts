const LIBRARIES =
  /\/node_modules\/@trpc\/(client\/dist\/TRPCClientError|server\/dist\/observable)|\/node_modules\/(react|react-dom|scheduler|tinykeys|zustand|@tanstack\/(react-router|router-core|history|store|react-store|(react-query|query-core)(?!.*\/(useInfiniteQuery|useQueries|infiniteQueryObserver|queriesObserver)\.js$)))\//
/** Small things most pages show, and how a node looks in a list. */
const SHELL =
  /\/apps\/web\/src\/(lib\/first-view\.ts|ui\/shell\/|ui\/commands\/(command-registry|early-typing)|ui\/canvas\/(node-look|card-geometry)\.ts|ui\/(announcer|badge|button|chip|class-names|dialog|duration|error-state|floating-place|icon-button|kbd|lazy-part|literal-text|menu|spinner|status-icon|status-vocabulary|theme|toast|toast-store|tooltip|tooltip-store)\.tsx?$)|\/packages\/ir\/src\/document\/bodies\.ts$|\/node-type-facts\.ts$/
/** What lists and forms are made of; a canvas begins without them. */
const LISTS = /\/apps\/web\/src\/ui\/(actor-badge|empty-state|field|panel|relative-time|select|skeleton|text-area|text-input)\.tsx$/
const CANVAS =
  /\/node_modules\/(@xyflow|d3-[\w-]+|classcat)\/|\/apps\/web\/src\/ui\/((side-pane|pane-size)\.tsx?$|canvas\/(?!minimap|node-look|card-geometry|canvas-keys|alignment|hand-helpers|rim-panning|passing-lines))|\/packages\/ir\/src\/document\/graph\.ts$/
/** The editor's document, and the gestures its first view cannot do without. */
const EDITOR_MODEL =
  /\/features\/editor\/(editor-context|model\/(being-written|card-box|connection-rules|document-edit|edge-under|edit-history|editor-store|editor-view|fresh-id|fresh-steps|gestures|gone-selection|groups|walk)\.ts$)/

/** What comes with every page: nothing that is loaded later needs to fetch it first. */
const EARLY = /^assets\/(rolldown-runtime|platform|icons|shell|index)-/
const ENTRY = /^assets\/index-[^/]+\.js$/

/**
 * What the page asks for together with a script it loads later, where else it would learn of it from the script: for the page of another
 * address all of it. A part of a page (panel, dialog) names its files itself: a list of them all in the first view's script would weigh
 * more than the fetch ahead of need saves, and most parts are fetched once the first view stands.
 */
export function fetchedAlong(_: string, files: string[], { hostId, hostType }: { hostId: string; hostType: 'html' | 'js' }): string[] {
  if (hostType === 'html') return files
  return ENTRY.test(hostId) ? files.filter((file) => !EARLY.test(file)) : []
}

/**
 * What goes into which file: few files, because each costs the page's main thread a request, and what is together compresses better.
 * Libraries every page has, which change rarely; icons that several parts show; what most pages show; the page's half of the workers; the
 * canvas with what it takes along. All else is cut by the bundler.
 */
export function chunkGroups() {
  return [
    { name: 'platform', test: LIBRARIES },
    // Before what shows them, so that no page takes another's picture for an icon's sake.
    { name: 'icons', test: /\/node_modules\/lucide-react\//, minShareCount: 2 },
    { name: 'shell', test: SHELL },
    { name: 'lists', test: LISTS, minShareCount: 2 },
    { name: 'documents', test: /\/workers\/src\/|\/src\/lib\/materialize\.ts$/, minShareCount: 2 },
    { name: 'canvas', test: CANVAS },
    { name: 'editor-model', test: EDITOR_MODEL, minShareCount: 2 },
  ]
}
