import type { ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { cx } from '../../ui/class-names.ts'
import type { ExtraTab } from './run-drawer.tsx'
import { useWideLayout } from './use-media.ts'

export interface RunPageLayoutProps {
  canvas: ReactNode
  drawer: (extraTabs: readonly ExtraTab[]) => ReactNode
  side: ReactNode
  /** What is proposed; above everything on phones, in the top bar elsewhere. */
  banner: ReactNode
  timeline: ReactNode
}

/** Wide screens show graph, drawer and side panel at once; phones show what needs a person, then one thing at a time. */
export function RunPageLayout(props: RunPageLayoutProps) {
  return useWideLayout() ? <WideLayout {...props} /> : <PhoneLayout {...props} />
}

function WideLayout({ canvas, drawer, side, timeline }: RunPageLayoutProps) {
  const columns = useDefaultLayout({ id: 'aob.run.columns', storage: localStorage })
  const rows = useDefaultLayout({ id: 'aob.run.rows', storage: localStorage })
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Group orientation="horizontal" className="min-h-0 flex-1" defaultLayout={columns.defaultLayout} onLayoutChanged={columns.onLayoutChanged}>
        <Panel id="main" minSize={360}>
          <Group orientation="vertical" className="h-full" defaultLayout={rows.defaultLayout} onLayoutChanged={rows.onLayoutChanged}>
            <Panel id="graph" minSize={160}>
              {canvas}
            </Panel>
            <Bar direction="row" />
            <Panel id="drawer" defaultSize={236} minSize={96} collapsible collapsedSize={40}>
              {drawer([])}
            </Panel>
          </Group>
        </Panel>
        <Bar direction="column" />
        <Panel id="side" defaultSize={368} minSize={280} maxSize={640}>
          {side}
        </Panel>
      </Group>
      {timeline}
    </div>
  )
}

function Bar({ direction }: { direction: 'row' | 'column' }) {
  return (
    <Separator
      aria-label={direction === 'row' ? 'Height of the drawer' : 'Width of the side panel'}
      className={cx('bg-line outline-none transition-colors duration-[120ms] hover:bg-accent focus-visible:bg-accent', direction === 'row' ? 'h-px' : 'w-px')}
    />
  )
}

function PhoneLayout({ canvas, drawer, side, banner, timeline }: RunPageLayoutProps) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="shrink-0 bg-surface p-2 empty:hidden">{banner}</div>
      <div className="min-h-0 flex-1">
        {drawer([
          { value: 'details', label: 'Now', content: side },
          { value: 'graph', label: 'Graph', content: <div className="h-full">{canvas}</div> },
        ])}
      </div>
      {timeline}
    </div>
  )
}
