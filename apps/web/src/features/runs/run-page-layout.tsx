import { type ReactNode, useEffect } from 'react'
import { SidePane } from '../../ui/side-pane.tsx'
import type { ExtraTab } from './run-drawer.tsx'
import { useWideLayout } from './use-media.ts'

export interface RunPageLayoutProps {
  canvas: ReactNode
  drawer: (extraTabs: readonly ExtraTab[]) => ReactNode
  side: ReactNode
  /** What is proposed; in the top bar, on phones at the thumb: what is being read does not move when it comes. */
  banner: ReactNode
  timeline: ReactNode
}

const DRAWER = { start: 236, least: 96, most: 900, collapsed: 40 }
const SIDE = { start: 368, least: 280, most: 640 }

/** Wide screens show graph, drawer and side panel at once; phones show what needs a person, then one thing at a time. */
export function RunPageLayout(props: RunPageLayoutProps) {
  return useWideLayout() ? <WideLayout {...props} /> : <PhoneLayout {...props} />
}

function WideLayout({ canvas, drawer, side, timeline }: RunPageLayoutProps) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <div className="min-h-0 flex-1 overflow-hidden">{canvas}</div>
          <SidePane
            part="below"
            label="Run drawer"
            separator="Height of the drawer"
            edge="top"
            size={DRAWER}
            beside={160}
            remember="aob.run.drawer"
            className="min-h-0 overflow-hidden"
          >
            {drawer([])}
          </SidePane>
        </div>
        <SidePane
          part="inspector"
          label="Run panel"
          separator="Width of the side panel"
          size={SIDE}
          beside={360}
          remember="aob.run.side"
          className="min-h-0 overflow-auto bg-surface"
        >
          {side}
        </SidePane>
      </div>
      {timeline}
    </div>
  )
}

function PhoneLayout({ canvas, drawer, side, banner, timeline }: RunPageLayoutProps) {
  // Toasts stand outside of the page. `:has` would know by itself, and have every change of the page looked through.
  useEffect(() => {
    document.documentElement.dataset.runOneAtATime = ''
    return () => {
      delete document.documentElement.dataset.runOneAtATime
    }
  }, [])
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1">
        {drawer([
          { value: 'now', label: 'Now', content: side },
          { value: 'graph', label: 'Graph', content: <div className="h-full">{canvas}</div> },
        ])}
      </div>
      <div className="shrink-0 border-line border-t bg-surface p-2 empty:hidden">{banner}</div>
      {timeline}
    </div>
  )
}
