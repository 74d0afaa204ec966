/** Every sentence of our mails, by language. English is the measure; a language not here reads English. */
const en = {
  language: 'en',
  hello: 'Hello,',
  helloName: (name: string) => `Hello ${name},`,
  welcome: {
    subject: 'Welcome to Foyer',
    intro: (account: string) => `${account} is set up. Paste this one line into every page that should have the chat, just before </body>:`,
    forward: 'Somebody else looks after your website? Forward them this mail, or send them the line from the set-up page.',
    action: 'Open the set-up page',
    live: 'The set-up page tells you the moment the line is first seen on your site.',
  },
  verify: {
    subject: 'Confirm your email address',
    intro: 'Please confirm that this is your email address.',
    action: 'Confirm address',
    unexpected: 'You did not sign up for Foyer? Then ignore this mail: nothing happens.',
  },
  reset: {
    subject: 'Choose a new password',
    intro: 'You, or somebody else, asked for a new password for your Foyer account.',
    action: 'Choose a new password',
    unexpected: 'You did not ask for it? Then ignore this mail: your password stays as it is. The link works once and for a short time.',
  },
  invitation: {
    subject: 'You are invited to Foyer',
    intro: (inviter: string, account: string) => `${inviter} invites you to answer the chats of ${account} in Foyer.`,
    someone: 'A colleague',
    someAccount: 'your company',
    action: 'Accept the invitation',
    unexpected: 'You do not expect this? Then ignore this mail: nothing happens.',
  },
  clientInvitation: {
    subject: (company: string) => `${company} invites you to its client portal`,
    intro: (inviter: string, company: string) =>
      `${inviter} invites you to the client portal of ${company}: one place for your conversations, documents and matters with them.`,
    someone: 'A member of the team',
    someCompany: 'a company you work with',
    action: 'Activate your access',
    unexpected: 'The link works once, for seven days. You do not expect this? Then ignore this mail: nothing happens.',
  },
  clientLink: {
    subject: (company: string) => `Your link to sign in, ${company}`,
    intro: (company: string) => `Here is your link to the client portal of ${company}.`,
    someCompany: 'your company',
    action: 'Sign in',
    unexpected: 'The link works once, for 15 minutes. You did not ask for it? Then ignore this mail: nobody is signed in.',
  },
  clientReset: {
    subject: 'Choose a new password',
    intro: (company: string) => `You, or somebody else, asked for a new password for the client portal of ${company}.`,
    action: 'Choose a new password',
    unexpected: 'You did not ask for it? Then ignore this mail: your password stays as it is. The link works once, for an hour.',
  },
  snippet: {
    subject: 'The line of code for the website chat',
    intro: (sender: string, site: string) =>
      `${sender} asks you to add the Foyer chat to ${site}. Paste this one line into every page that should have the chat, just before </body>:`,
    someone: 'A colleague',
    someSite: 'a website',
    notes:
      'The line loads without holding up the page, and works in single-page apps. With a content security policy, allow this host in script-src, connect-src, img-src and media-src:',
  },
  transcript: {
    subject: (site: string) => `Chat transcript, ${site}`,
    subjectCategory: (site: string, category: string) => `Chat transcript, ${site}: ${category}`,
    intro: 'This chat was closed.',
    visitor: 'Visitor',
    email: 'Email',
    category: 'Category',
    started: 'Started',
    ended: 'Ended',
    rating: 'Rating',
    page: 'Page',
    action: 'Open in Foyer',
    anonymous: 'Visitor',
    file: (name: string) => `File: ${name}`,
    why: 'You get this because your address is set for transcripts in Foyer: in a category, or in an operator’s settings.',
  },
  visitorTranscript: {
    subject: 'Your chat transcript',
    intro: 'Here is the transcript of a chat, sent to this address at the request of the visitor who had it.',
    you: 'Visitor',
    unexpected:
      'You did not have this chat? Then somebody typed your address by mistake. No more than three such mails reach you in a day.',
  },
  offlineForm: {
    subject: (site: string) => `New message, ${site}`,
    intro: (site: string) => `Somebody left a message on ${site} while nobody could answer.`,
    name: 'Name',
    email: 'Email',
    phone: 'Phone',
    topic: 'Topic',
    action: 'Answer in Foyer',
    why: 'You get this as an owner or admin of the account.',
  },
  offlineAnswer: {
    subject: (site: string) => `Answer from ${site}`,
    intro: (site: string) => `You left a message on ${site}. Here is the answer:`,
    action: 'Go on with the conversation',
    back: 'Open the website in the browser you wrote from to go on with the conversation.',
    unexpected: 'You did not leave a message? Then somebody typed your address by mistake: ignore this mail.',
  },
};

export type Messages = typeof en;

const es: Messages = {
  language: 'es',
  hello: 'Hola:',
  helloName: (name) => `Hola, ${name}:`,
  welcome: {
    subject: 'Te damos la bienvenida a Foyer',
    intro: (account) => `${account} ya está en marcha. Pega esta línea en cada página que deba tener el chat, justo antes de </body>:`,
    forward: '¿Otra persona se ocupa de tu web? Reenvíale este correo o mándale la línea desde la página de instalación.',
    action: 'Abrir la página de instalación',
    live: 'La página de instalación te avisa en cuanto la línea se ve por primera vez en tu sitio.',
  },
  verify: {
    subject: 'Confirma tu dirección de correo',
    intro: 'Confirma, por favor, que esta es tu dirección de correo.',
    action: 'Confirmar dirección',
    unexpected: '¿No te has registrado en Foyer? Ignora este correo: no pasa nada.',
  },
  reset: {
    subject: 'Elige una contraseña nueva',
    intro: 'Tú, u otra persona, ha pedido una contraseña nueva para tu cuenta de Foyer.',
    action: 'Elegir una contraseña nueva',
    unexpected: '¿No la has pedido? Ignora este correo: tu contraseña no cambia. El enlace sirve una sola vez y por poco tiempo.',
  },
  invitation: {
    subject: 'Te han invitado a Foyer',
    intro: (inviter, account) => `${inviter} te invita a atender los chats de ${account} en Foyer.`,
    someone: 'Alguien de tu equipo',
    someAccount: 'tu empresa',
    action: 'Aceptar la invitación',
    unexpected: '¿No esperabas esto? Ignora este correo: no pasa nada.',
  },
  clientInvitation: {
    subject: (company) => `${company} te invita a su portal de clientes`,
    intro: (inviter, company) =>
      `${inviter} te invita al portal de clientes de ${company}: un solo lugar para tus conversaciones, documentos y asuntos con ellos.`,
    someone: 'Alguien del equipo',
    someCompany: 'una empresa con la que trabajas',
    action: 'Activar tu acceso',
    unexpected: 'El enlace sirve una sola vez, durante siete días. ¿No esperabas esto? Ignora este correo: no pasa nada.',
  },
  clientLink: {
    subject: (company) => `Tu enlace para entrar, ${company}`,
    intro: (company) => `Este es tu enlace al portal de clientes de ${company}.`,
    someCompany: 'tu empresa',
    action: 'Entrar',
    unexpected: 'El enlace sirve una sola vez, durante 15 minutos. ¿No lo has pedido? Ignora este correo: nadie ha entrado.',
  },
  clientReset: {
    subject: 'Elige una contraseña nueva',
    intro: (company) => `Tú, u otra persona, ha pedido una contraseña nueva para el portal de clientes de ${company}.`,
    action: 'Elegir una contraseña nueva',
    unexpected: '¿No la has pedido? Ignora este correo: tu contraseña no cambia. El enlace sirve una sola vez, durante una hora.',
  },
  snippet: {
    subject: 'La línea de código para el chat de la web',
    intro: (sender, site) =>
      `${sender} te pide que añadas el chat de Foyer a ${site}. Pega esta línea en cada página que deba tener el chat, justo antes de </body>:`,
    someone: 'Alguien del equipo',
    someSite: 'una web',
    notes:
      'La línea se carga sin frenar la página y funciona en aplicaciones de una sola página. Si hay una política de seguridad de contenido, permite este servidor en script-src, connect-src, img-src y media-src:',
  },
  transcript: {
    subject: (site) => `Transcripción de chat, ${site}`,
    subjectCategory: (site, category) => `Transcripción de chat, ${site}: ${category}`,
    intro: 'Este chat se ha cerrado.',
    visitor: 'Visitante',
    email: 'Correo',
    category: 'Categoría',
    started: 'Inicio',
    ended: 'Fin',
    rating: 'Valoración',
    page: 'Página',
    action: 'Abrir en Foyer',
    anonymous: 'Visitante',
    file: (name) => `Archivo: ${name}`,
    why: 'Recibes esto porque tu dirección está indicada para transcripciones en Foyer: en una categoría o en los ajustes de un operador.',
  },
  visitorTranscript: {
    subject: 'La transcripción de tu chat',
    intro: 'Esta es la transcripción de un chat, enviada a esta dirección a petición del visitante que lo mantuvo.',
    you: 'Visitante',
    unexpected: '¿No has tenido este chat? Alguien escribió tu dirección por error. No te llegarán más de tres correos así al día.',
  },
  offlineForm: {
    subject: (site) => `Mensaje nuevo, ${site}`,
    intro: (site) => `Alguien ha dejado un mensaje en ${site} cuando nadie podía atender.`,
    name: 'Nombre',
    email: 'Correo',
    phone: 'Teléfono',
    topic: 'Tema',
    action: 'Responder en Foyer',
    why: 'Recibes esto como titular o administrador de la cuenta.',
  },
  offlineAnswer: {
    subject: (site) => `Respuesta de ${site}`,
    intro: (site) => `Dejaste un mensaje en ${site}. Esta es la respuesta:`,
    action: 'Seguir la conversación',
    back: 'Abre la web en el navegador desde el que escribiste para seguir la conversación.',
    unexpected: '¿No has dejado ningún mensaje? Alguien escribió tu dirección por error: ignora este correo.',
  },
};

/** The messages of a language tag (`es-MX`); English for one that is not here, `auto` or none. */
export const messagesFor = (tag?: string): Messages => (tag && /^es\b/i.test(tag) ? es : en);
