import { createStore, type StoreApi } from 'zustand/vanilla'

export type DrawerTab = 'timeline' | 'logs' | 'output'
export type FrontTab = 'now' | 'graph'

/** What the canvas shows: the run as it is, its graph after `index` patches, or a proposal laid over it. */
export type Stage = { kind: 'live' } | { kind: 'preview'; index: number } | { kind: 'review'; patchId: string }

export interface RunViewState {
  stage: Stage
  selectedNodeId: string | undefined
  hoveredNodeId: string | undefined
  tab: DrawerTab
  /** On small screens, the tab that stands before those of the drawer: `now`, what needs a person and how the run stands, or the graph. */
  front: FrontTab | undefined
  /** Node whose log lines are shown; all without one. */
  logNodeId: string | undefined
  /** Index of the change list entry that has the reviewer's attention; -1 before the first. */
  hunk: number
  /** The camera goes along with the run until somebody moves it. */
  follow: boolean
}

export interface RunView {
  store: StoreApi<RunViewState>
  select(nodeId: string | undefined): void
  hover(nodeId: string | undefined): void
  openTab(tab: DrawerTab): void
  bringToFront(tab: FrontTab): void
  filterLog(nodeId: string | undefined): void
  goLive(): void
  preview(index: number): void
  review(patchId: string): void
  goToHunk(hunk: number): void
  follow(on: boolean): void
}

/** What one person looks at on a run page; nothing here is shared or saved. */
export function createRunView(): RunView {
  const store = createStore<RunViewState>(() => ({
    stage: { kind: 'live' },
    selectedNodeId: undefined,
    hoveredNodeId: undefined,
    tab: 'timeline',
    front: 'now',
    logNodeId: undefined,
    hunk: -1,
    follow: true,
  }))
  return {
    store,
    select: (selectedNodeId) => store.setState({ selectedNodeId }),
    hover: (hoveredNodeId) => {
      if (store.getState().hoveredNodeId !== hoveredNodeId) store.setState({ hoveredNodeId })
    },
    openTab: (tab) => store.setState({ tab, front: undefined }),
    bringToFront: (front) => store.setState({ front }),
    filterLog: (logNodeId) => store.setState({ logNodeId }),
    goLive: () => store.setState({ stage: { kind: 'live' } }),
    preview: (index) => store.setState({ stage: { kind: 'preview', index } }),
    review: (patchId) => store.setState({ stage: { kind: 'review', patchId }, hunk: -1 }),
    goToHunk: (hunk) => store.setState({ hunk }),
    follow: (follow) => {
      if (store.getState().follow !== follow) store.setState({ follow })
    },
  }
}
