import type { ReactNode } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { cx } from '../../ui/class-names.ts'
import type { ExtraTab } from './run-drawer.tsx'
import { useMedia } from './use-media.ts'

export interface RunPageLayoutProps {
  canvas: ReactNode
  drawer: (extraTabs: readonly ExtraTab[]) => ReactNode
  side: ReactNode
  approvals: ReactNode
  timeline: ReactNode
}

/** Wide screens show graph, drawer and side panel at once; phones show what needs a person, then one thing at a time. */
export function RunPageLayout(props: RunPageLayoutProps) {
  return useMedia('(min-width: 860px)') ? <WideLayout {...props} /> : <PhoneLayout {...props} />
}

function WideLayout({ canvas, drawer, side, timeline }: RunPageLayoutProps) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Group orientation="horizontal" className="min-h-0 flex-1">
        <Panel id="main" minSize={360}>
          <Group orientation="vertical" className="h-full">
            <Panel id="graph" minSize={160}>
              {canvas}
            </Panel>
            <Bar direction="row" />
            <Panel id="drawer" defaultSize={248} minSize={96} collapsible collapsedSize={40}>
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

function PhoneLayout({ canvas, drawer, side, timeline }: RunPageLayoutProps) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1">
        {drawer([
          { value: 'graph', label: 'Graph', content: <div className="h-full">{canvas}</div> },
          { value: 'details', label: 'Details', content: side },
        ])}
      </div>
      {timeline}
    </div>
  )
}
