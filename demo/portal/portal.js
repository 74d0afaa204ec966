/** Draws the pages of the portal. The first ten homes are known by their address (a rule of the listing), the others say their key themselves. */
const { homes } = await (await fetch('homes.json')).json();
const element = (name, text = '') => Object.assign(document.createElement(name), { textContent: text });

function facts({ size, rent, advertiser }) {
  return element('p', `${size} m² · € ${rent} a month · ${advertiser}`);
}

const list = document.getElementById('homes');
for (const home of list ? homes : []) {
  const link = Object.assign(element('a', home.name), { href: `home.html?home=${home.key}` });
  const item = element('li');
  item.append(link, facts(home));
  list.append(item);
}

const place = document.getElementById('home');
const home = place && homes.find(({ key }) => key === new URLSearchParams(location.search).get('home'));
if (place && !home) place.append(element('h1', 'This home is let.'));
if (home) {
  document.title = `${home.name} · Four Walls`;
  place.append(element('h1', home.name), facts(home));
  if (homes.indexOf(home) >= 10) {
    window.Foyer ??= (...call) => {
      window.Foyer.q = [...(window.Foyer.q ?? []), call];
    };
    window.Foyer('listing', home.key);
  }
}
