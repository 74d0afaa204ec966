import { Page } from '../design/controls.tsx';
import SmsUse from '../numbers/use.tsx';
import { isAdmin } from '../stores/me.ts';
import { RightNow } from './now.tsx';
import { Report } from './report.tsx';

export default function Statistics() {
  return (
    <Page>
      <RightNow />
      <Report />
      {isAdmin.value ? <SmsUse /> : null}
    </Page>
  );
}
