/** @jsxImportSource hono/jsx */
import { inkOn } from '../../../protocol/colour.ts';
import type { Block, ChatLine, Content } from './blocks.ts';

/**
 * The HTML of a mail: one narrow column, no scripts, and no images but a company's logo and those of messages, from our own host. Colours are inline for clients that drop
 * style sheets; those that do not and show dark get the second set. Each pair reaches a contrast of 4.5:1.
 */
export function renderHtml({ subject, language, brand, logo, colour = ACCENT, blocks }: Content): string {
  const page = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{subject}</title>
        <style>{DARK}</style>
      </head>
      <body class="ground" style={GROUND}>
        <div class="sheet" style={SHEET}>
          <p style="margin:0 0 20px;font-weight:600">
            {logo && (
              // Beside the name, which says the same.
              <img src={logo} alt="" height="32" style="height:32px;max-width:160px;vertical-align:middle;margin-right:10px" />
            )}
            {brand ?? (
              <>
                <span style="color:#e8590c" aria-hidden="true">
                  ◆
                </span>{' '}
                Foyer
              </>
            )}
          </p>
          {blocks.map((block) => (
            <Part block={block} colour={colour} />
          ))}
        </div>
      </body>
    </html>
  );
  return `<!doctype html>${page}`;
}

const ACCENT = '#c2410c';
const GROUND = 'margin:0;padding:24px 12px;background:#f4f4f5;color:#1f2328;font:16px/1.5 system-ui,-apple-system,Segoe UI,sans-serif';
const SHEET = 'max-width:560px;margin:0 auto;padding:28px;background:#ffffff;border-radius:12px;overflow-wrap:anywhere';
const QUIET = 'color:#57606a;font-size:14px';
const FRAMED = 'margin:0 0 16px;padding:12px 14px;background:#f4f4f5;border-radius:8px;white-space:pre-wrap';

/** Holds no character that HTML escapes: it is rendered as text. */
const DARK = `
@media (prefers-color-scheme: dark) {
  .ground { background: #161618 !important; color: #ececee !important; }
  .sheet { background: #222226 !important; }
  .quiet { color: #b3b3ba !important; }
  .framed { background: #2e2e33 !important; }
  .link { color: #ffa066 !important; }
}`;

function Part({ block, colour }: { block: Block; colour: string }) {
  switch (block.kind) {
    case 'paragraph':
      return <p style="margin:0 0 16px">{block.text}</p>;
    case 'small':
      return (
        <p class="quiet" style={`margin:0 0 12px;${QUIET}`}>
          {block.text}
        </p>
      );
    case 'action':
      return (
        <p style="margin:0 0 20px">
          <a
            href={block.url}
            style={`display:inline-block;padding:11px 18px;background:${colour};color:${inkOn(colour)};border-radius:8px;text-decoration:none;font-weight:600`}
          >
            {block.label}
          </a>
        </p>
      );
    case 'links':
      return (
        <p class="quiet" style={`margin:0 0 12px;${QUIET}`}>
          {block.links.map(({ label, url }, at) => (
            <>
              {at > 0 && ' · '}
              <a class="quiet" href={url} style={QUIET}>
                {label}
              </a>
            </>
          ))}
        </p>
      );
    case 'code':
      return (
        <pre class="framed" style={`${FRAMED};font:14px/1.5 ui-monospace,Menlo,Consolas,monospace`}>
          {block.text}
        </pre>
      );
    case 'quote':
      return (
        <blockquote class="framed" style={FRAMED}>
          {block.text}
        </blockquote>
      );
    case 'facts':
      return (
        <table role="presentation" style="margin:0 0 16px;border-collapse:collapse">
          {block.rows.map(([label, value]) => (
            <tr>
              <td class="quiet" style={`padding:2px 16px 2px 0;vertical-align:top;${QUIET}`}>
                {label}
              </td>
              <td style="padding:2px 0">{value}</td>
            </tr>
          ))}
        </table>
      );
    case 'chat':
      return (
        <div style="margin:0 0 16px">
          {block.lines.map((line) => (
            <Line line={line} />
          ))}
        </div>
      );
  }
}

function Line({ line: { time, name, operator, text, files } }: { line: ChatLine }) {
  return (
    <div style={`margin:0 0 14px;padding-left:12px;border-left:3px solid ${operator ? '#e8590c' : '#8b949e'}`}>
      <div>
        <strong>{name}</strong>{' '}
        <span class="quiet" style={QUIET}>
          {time}
        </span>
      </div>
      {text !== '' && <div style="white-space:pre-wrap">{text}</div>}
      {files.map((file) => (
        <div>
          {file.url && file.image ? (
            <Picture name={file.name} url={file.url} {...file.image} />
          ) : file.url ? (
            <a class="link" href={file.url} style="color:#b93a08">
              {file.name}
            </a>
          ) : (
            file.name
          )}
        </div>
      ))}
    </div>
  );
}

/** Widest picture, and its highest, in pixels. */
const PICTURE = { width: 480, height: 640 };

/** A picture of a message, as large as fits; opens whole. Programs that load none show its name. */
function Picture({ name, url, width, height }: { name: string; url: string; width: number; height: number }) {
  const scale = Math.min(1, PICTURE.width / width, PICTURE.height / height);
  return (
    <a class="link" href={url} style="color:#b93a08">
      <img
        src={url}
        alt={name}
        width={Math.max(1, Math.round(width * scale))}
        height={Math.max(1, Math.round(height * scale))}
        style="max-width:100%;height:auto;margin:6px 0;border-radius:8px"
      />
    </a>
  );
}
