### Español. Palabras llanas y frases cortas, de usted; válido en México y en España.

## Todas las páginas
skip-to-content = Ir al contenido
nav-label = Principal
nav-today = Hoy
nav-certificates = Certificados
nav-upload = Subir
nav-customers = Clientes
nav-audit = Auditoría
nav-settings = Ajustes
menu-label = Menú de { $name }
language = Idioma
theme = Tema
theme-auto = Automático
theme-light = Claro
theme-dark = Oscuro
sign-out = Cerrar sesión
footer-times = Las horas son de { $zone }.
footer-product = Credenza · software libre, AGPL-3.0-or-later
crumbs-label = Está en
pager-label = Páginas
next-page = Página siguiente
first-page = Primera página
search = Buscar
results = Resultados
filters-label = Buscar y filtrar
apply = Aplicar
clear-filters = Quitar filtros
any = Cualquiera
choose = Sin indicar
optional = opcional
from = Desde
to = Hasta
save = Guardar
edit = Editar
cancel = Cancelar
show = Mostrar
copy = Copiar
retry = Reintentar
download = Descargar
form-errors =
    { $count ->
        [one] Hay un campo que revisar.
       *[other] Hay { $count } campos que revisar.
    }

## Tiempo
month =
    { $month ->
        [1] ene
        [2] feb
        [3] mar
        [4] abr
        [5] may
        [6] jun
        [7] jul
        [8] ago
        [9] sep
        [10] oct
        [11] nov
       *[12] dic
    }
date =
    { $day } { $month ->
        [1] ene
        [2] feb
        [3] mar
        [4] abr
        [5] may
        [6] jun
        [7] jul
        [8] ago
        [9] sep
        [10] oct
        [11] nov
       *[12] dic
    } { $year }
date-long =
    { $weekday ->
        [1] Lunes
        [2] Martes
        [3] Miércoles
        [4] Jueves
        [5] Viernes
        [6] Sábado
       *[7] Domingo
    }, { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year }
date-time = { $date }, { $time }
date-range = { $from } a { $to }
range-from = desde el { $date }
range-to = hasta el { $date }
ends = vence { $left }
left-days =
    { $days ->
        [0] hoy
        [1] mañana
       *[other] en { $days } días
    }
left-months =
    { $months ->
        [one] en { $months } mes
       *[other] en { $months } meses
    }
left-years =
    { $years ->
        [one] en { $years } año
       *[other] en { $years } años
    }
expired-days =
    { $days ->
        [0] venció hoy
        [1] venció ayer
       *[other] venció hace { $days } días
    }
expired-months =
    { $months ->
        [one] venció hace { $months } mes
       *[other] venció hace { $months } meses
    }
expired-years =
    { $years ->
        [one] venció hace { $years } año
       *[other] venció hace { $years } años
    }
ago-now = ahora mismo
ago-minutes =
    { $minutes ->
        [one] hace { $minutes } minuto
       *[other] hace { $minutes } minutos
    }
ago-hours =
    { $hours ->
        [one] hace { $hours } hora
       *[other] hace { $hours } horas
    }
ago-days =
    { $days ->
        [one] ayer
       *[other] hace { $days } días
    }

## Cómo está un certificado
status-expired = Vencido
status-within_7 = Hasta 7 días
status-within_30 = 8 a 30 días
status-within_60 = 31 a 60 días
status-later = Más adelante
status-not_yet_valid = Aún no vigente
status-awaiting_certificate = Solo la clave
status-superseded = Sustituido

## Inicio de sesión y puesta en marcha
sign-in = Iniciar sesión
email = Correo electrónico
password = Contraseña
show-password = Mostrar la contraseña
sign-in-note = Cada inicio de sesión queda en el registro de auditoría de su organización.
sign-in-first = Su sesión se ha cerrado o aún no la ha iniciado. Iníciela para seguir donde estaba.
sign-in-failed = El correo o la contraseña no son correctos. Revise ambos e inténtelo de nuevo.
setup-title = Poner Credenza en marcha
setup-text = Usted es la primera persona aquí. Dé nombre a su organización y sea su administrador.
setup-noscript = Esta página necesita JavaScript una vez: el enlace lleva su código en una parte de la dirección que solo un script puede leer. También puede crear la organización en el servidor con «credenza admin create-org».
setup-no-token = A la dirección le falta el código. Abra el enlace entero que mostró el servidor, con lo que sigue a «#».
setup-submit = Crear la organización
organization-name = Nombre de la organización
your-name = Su nombre
password-hint = Al menos { $least } caracteres. Lo que cuenta es la longitud: cuatro o cinco palabras sin relación son fuertes y fáciles de recordar. Valen los espacios y cualquier letra; no hacen falta símbolos.
password-again = La contraseña otra vez

## Hoy
dashboard-summary =
    { $certificates ->
        [one] { $certificates } certificado
       *[other] { $certificates } certificados
    } de { $customers ->
        [one] { $customers } cliente
       *[other] { $customers } clientes
    }
dashboard-tiles = Certificados según el tiempo que les queda
dashboard-empty-title = Todavía no hay nada en custodia
dashboard-empty-text = Suba los certificados de sus clientes y esta página le dirá cada mañana cuáles le necesitan.
dashboard-empty-sealed = Cada archivo se sella con una clave propia.
dashboard-empty-watched = Cada vencimiento se vigila desde 60 días antes.
dashboard-empty-recorded = Queda constancia de quién abre cada uno.
upload-first = Subir los primeros archivos
urgent-title = Qué hacer hoy
urgent-all = Todos los certificados
urgent-none = Nada urgente: ningún certificado vence en los próximos 30 días.
advice-expired = Ya no sirven: pida el archivo nuevo
advice-renew = Renovar mientras aún pueden firmar su propia renovación
advice-upload-certificate = Claves sin su certificado: súbalo
chart-title = Qué vence y cuándo
chart-period = Periodo
chart-months = Meses
chart-weeks = Semanas
chart-empty = Nada vence en este periodo.
chart-as-table = Ver como tabla
chart-when = Cuándo
chart-number = Cuántos
chart-column =
    { $range }: { $count ->
        [one] un vencimiento
       *[other] { $count } vencimientos
    }

## Certificados
upload-files = Subir archivos
certificates-search = Nombre, identificación fiscal, cliente …
certificates-caption = Certificados
certificates-count =
    { $count ->
        [0] Ningún certificado
        [one] { $count } certificado
       *[other] { $count } certificados
    }
certificates-shown =
    { $count ->
        [one] { $count } certificado en esta página
       *[other] { $count } certificados en esta página
    }
certificates-none-title = Nada coincide
certificates-none-text = Ningún certificado cumple estos filtros. Afloje alguno o quítelos todos.
column-status = Estado
column-holder = Titular
column-customer = Cliente
column-country = País
column-kind = Tipo
column-expires = Vence
no-customer = Sin cliente
no-private-key = sin clave privada
not-known-yet = aún no se sabe
reveal-password = Ver la contraseña
revealed-title = Contraseña
hide-now = Ocultar ya
acts-noscript = Descargar, ver la contraseña y eliminar vuelven a pedir su contraseña y necesitan JavaScript para ello. También puede hacerse con la API.
superseded-text = Un certificado más reciente ha ocupado el lugar de este.
superseded-link = Abrir el más reciente
waiting-text = Es una clave privada sin su certificado. Está sellada y se unirá a su certificado en cuanto llegue.
waiting-link = Subir el certificado
validity = Vigencia
valid-from = Válido desde
valid-until = Válido hasta
facts-title = Leído del archivo
holder = Titular
tax-id = Identificación fiscal
issuer = Emisor
subject = Sujeto
serial = Número de serie
key-algorithm = Clave
usages = Sirve para
private-key = Clave privada
private-key-present = En custodia
private-key-absent = No está en custodia
fingerprint = Huella SHA-256
copy-tax-id = Copiar la identificación fiscal
tax-id-unusual = El dígito verificador de este { $id } es inusual: se esperaba { $expected }. Compárelo con la cédula fiscal.
copy-serial = Copiar el número de serie
copy-fingerprint = Copiar la huella
history = Historia
history-all = En el registro de auditoría
history-none = Todavía no consta nada.
custody = En custodia
download-file = Descargar { $file }
custody-note = Sellado. Abrir cualquiera de ellos requiere su contraseña y deja constancia en el registro de auditoría.
notes-title = Sus notas
label = Nombre para este certificado
label-hint = Se muestra en lugar del nombre del titular. Vacío, se muestra el titular.
delete-title = Eliminar
delete-certificate = Eliminar el certificado
delete-certificate-text = Destruye las claves que pueden abrirlo. Nadie podrá recuperarlo. Su historia permanece en el registro de auditoría.
object-certificate-file = Certificado
object-private-key-file = Clave privada
object-password = Contraseña

## Tipos
kind-mx-efirma = e.firma
kind-mx-csd = CSD (sello digital)
kind-es-person = Persona física
kind-es-fnmt-person = Persona física (FNMT)
kind-es-representative = Representante
kind-es-employee = Empleado
kind-es-public_employee = Empleado público
kind-es-website = Sitio web
kind-es-seal = Sello de entidad
kind-br-e-cnpj = e-CNPJ
kind-br-e-cpf = e-CPF
kind-co-company = Empresa
kind-co-person = Persona
kind-ar-company = Empresa
kind-ar-person = Persona
kind-it-organization = Organización
kind-it-person = Persona
kind-in-organization = Organización
kind-in-person = Persona
kind-eidas = Certificado europeo
kind-ca = Certificado de autoridad
kind-x509 = Certificado
kind-certificate = Certificado
kind-certificate_chain = Certificado con su cadena
kind-private_key = Clave privada
kind-pair = Certificado y clave
kind-pem_bundle = Paquete PEM
kind-pkcs12 = PKCS#12

## Usos
usage-digitalSignature = firmar
usage-nonRepudiation = firmas vinculantes
usage-keyEncipherment = cifrar claves
usage-dataEncipherment = cifrar datos
usage-keyAgreement = acordar claves
usage-keyCertSign = emitir certificados
usage-cRLSign = firmar listas de revocación
usage-clientAuth = identificarse en línea
usage-serverAuth = identificar un servidor
usage-emailProtection = firmar y cifrar correo
usage-codeSigning = firmar programas
usage-timeStamping = sellos de tiempo
usage-OCSPSigning = responder sobre revocaciones
usage-encipherOnly = solo cifrar
usage-decipherOnly = solo descifrar
usage-anyExtendedKeyUsage = cualquier cosa

## Países
country-MX = México
country-ES = España
country-BR = Brasil
country-CO = Colombia
country-AR = Argentina
country-IT = Italia
country-IN = India
tax-id-name-MX = RFC
tax-id-name-ES = NIF, NIE, CIF
tax-id-name-BR = CNPJ, CPF
tax-id-name-CO = NIT
tax-id-name-AR = CUIT, CUIL
tax-id-name-IT = codice fiscale, partita IVA
tax-id-name-IN = PAN

## Subida
upload-title = Subir
upload-text = Suelte todo lo que tenga: Credenza lee cada archivo, averigua qué es y une lo que va junto.
upload-customer = ¿De quién son?
upload-customer-none = Averiguarlo por el archivo
upload-customer-hint = Si lo deja abierto, el archivo va al cliente con la misma identificación fiscal, si lo hay.
upload-drop = Suelte los archivos aquí, o
upload-choose = Elegir archivos
upload-hint = .p12 .pfx .cer .crt .key .pem, hasta 1 MiB cada uno, varios a la vez
upload-password = Contraseña del archivo, si la tiene
upload-submit = Subir
upload-results = Archivos
upload-see-list = Ver todos los certificados
upload-see-today = Volver a hoy
upload-unlock = Abrir
upload-password-all = Probarla con los demás archivos que la pidan
upload-open = Abrir
upload-kinds-title = Qué puede subir
upload-kind-p12 = Certificado y clave en un solo archivo, con su contraseña. Así vienen los certificados españoles.
upload-kind-pair = Una e.firma o un CSD: dos archivos. Suelte ambos, juntos o uno tras otro; se encuentran por su clave.
upload-kind-pem = Uno o más certificados, con o sin su clave.

## Clientes
customers-search = Nombre o identificación fiscal …
customers-count =
    { $count ->
        [0] Ningún cliente
        [one] { $count } cliente
       *[other] { $count } clientes
    }
customers-shown =
    { $count ->
        [one] { $count } cliente en esta página
       *[other] { $count } clientes en esta página
    }
customers-empty-title = Todavía no hay clientes
customers-empty-text = Un cliente es la persona o empresa cuyos certificados guarda. Créelo antes de subir sus archivos: así cada uno va al cliente con la misma identificación fiscal.
customers-none-title = Nadie coincide
customers-none-text = Ningún cliente tiene estas palabras en el nombre o la identificación fiscal.
customer-new = Cliente nuevo
customer-edit = Editar cliente
customer-name = Nombre
customer-next-expiry = Próximo vencimiento
customer-nothing = sin certificados
customer-in-list = Abrir en la lista
customer-no-certificates = Aún no hay nada en custodia de este cliente.
customer-notes = Notas
customer-notes-none = Sin notas.
customer-notes-hint = Solo para su equipo. No escriba contraseñas aquí: súbalas con el archivo y quedarán selladas.
tax-id-hint = Los espacios, puntos y guiones no importan.
delete-customer = Eliminar el cliente
delete-customer-text =
    { $count ->
        [0] Quita al cliente. La historia permanece en el registro de auditoría.
        [one] Un cliente con un certificado no puede eliminarse. Elimínelo o reasígnelo antes.
       *[other] Un cliente con certificados no puede eliminarse. Elimine o reasigne antes los { $count }.
    }
error-required = Rellene este campo.
error-name_length = Dé un nombre de 1 a 200 caracteres.
error-notes_length = Las notas pueden tener 4000 caracteres como máximo.
error-name_control = Escriba el nombre sin caracteres de control.
error-notes_control = Escriba las notas sin caracteres de control.
error-country_required = Elija el país que emitió la identificación fiscal.
error-taken = Otro cliente tiene esta identificación fiscal.
error-password-long = Use { $most } caracteres como máximo.
error-passwords-differ = Las dos contraseñas no son iguales.
error-password-short = Use al menos { $least } caracteres.
error-password-common = Es de las primeras contraseñas que se prueban. Elija una frase propia.
error-password-personal = Es poco más que su nombre o su dirección. Elija otra cosa.
error-password-same = Elija otra contraseña que la actual.
error-current-password = No es su contraseña actual.
error-reset-token = Este enlace ya se usó, venció o fue sustituido.
error-email = Esto no es una dirección de correo.
error-time-zone = No existe esa zona horaria. Elija una de la lista.
error-country = Elija un país.
error-setup-token = Este enlace ya no sirve. Reinicie el servidor para obtener otro, si aún no hay una organización.
error-tax_id-empty = Escriba la identificación fiscal o deje el campo vacío.
error-tax_id-too_long = Es más larga que cualquier identificación fiscal.
error-tax_id-control = Tiene caracteres que no se pueden mostrar. Escríbala de nuevo.
error-tax_id-structure = No es un { $id } válido. Compárelo con la cédula o constancia fiscal.
error-tax_id-date = No es un { $id } válido: las cifras que deben ser una fecha no lo son.
error-tax_id-check_digit = El dígito de control de este { $id } debería ser { $expected }. Busque un carácter mal escrito.
error-tax_id-never_issued = Este { $id } no se emite nunca. Compárelo con la cédula o constancia fiscal.

## Auditoría
audit-text = Quién hizo qué y cuándo. Se puede añadir, nunca cambiar.
audit-export = Exportar
audit-actor = Quién
audit-action = Qué
audit-object = Objeto
audit-none-title = Nada que mostrar
audit-none-text = No consta nada que cumpla estos filtros.
audit-older = Más antiguos
audit-raw = Asiento { $seq }
audit-quoted = «{ $name }»
audit-somebody = Alguien
audit-system = Credenza
audit-something = algo
outcome-done = Hecho
outcome-intent = Intención
outcome-refused = Denegado
outcome-failed = Fallido
chain-title = Cómo se sabe que está completo
chain-text = Cada asiento lleva el resumen criptográfico del anterior, escrito en la misma transacción que aquello de lo que da constancia. Cambiar, quitar o intercalar uno rompe la cadena de todos los que siguen.
chain-entries = Asientos
chain-newest = Resumen del más reciente
copy-hash = Copiar el resumen
chain-verify = Cualquiera puede comprobar una exportación sin este servidor:

audit-unknown = { $actor } hizo «{ $action }» en { $object }.
audit-organization-create = { $actor } creó la organización { $object }.
audit-organization-update = { $outcome ->
    [refused] Se denegó a { $actor } cambiar los ajustes de la organización.
    [failed] { $actor } intentó cambiar los ajustes de la organización y falló.
   *[done] { $actor } cambió los ajustes de la organización.
 }
audit-session-sign_in = { $outcome ->
    [refused] Se denegó un inicio de sesión como { $actor }.
    [failed] Falló un inicio de sesión como { $actor }.
   *[done] { $actor } inició sesión.
 }
audit-session-sign_out = { $actor } cerró la sesión.
audit-organization-security_update = { $outcome ->
    [refused] Se negó a { $actor } cambiar cuánto duran las sesiones.
   *[other] { $actor } cambió cuánto duran las sesiones.
}
audit-account-password_change = { $outcome ->
    [refused] { $actor } dio una contraseña equivocada al cambiarla.
   *[other] { $actor } cambió su contraseña. Se cerraron sus otras sesiones.
}
audit-account-password_reset_request = Se envió a un miembro un enlace para poner una contraseña nueva.
audit-account-password_reset = Se puso la contraseña de un miembro con un enlace enviado por correo. Se cerraron sus sesiones.
audit-session-revoke = { $outcome ->
    [refused] Se negó a { $actor } cerrar una sesión: faltaba la confirmación o ya se había usado.
   *[other] { $actor } cerró otra sesión suya.
}
audit-session-revoke_others = { $outcome ->
    [refused] Se negó a { $actor } cerrar otras sesiones: faltaba la confirmación o ya se había usado.
   *[other] { $actor } cerró todas sus otras sesiones.
}
audit-session-reuse_seen = { $actor } confirmó conocer la reutilización de un token de sesión.
audit-session-refresh_reuse = Se volvió a presentar un código de sesión ya usado de { $actor }. La sesión se cerró.
audit-session-step_up = { $outcome ->
    [refused] { $actor } no pudo confirmar su identidad.
    [failed] { $actor } no pudo confirmar su identidad.
   *[done] { $actor } confirmó su identidad.
 }
audit-customer-read = { $outcome ->
    [refused] Se denegó a { $actor } ver clientes.
   *[done] { $actor } consultó clientes.
 }
audit-customer-create = { $outcome ->
    [refused] Se denegó a { $actor } crear un cliente.
    [failed] { $actor } intentó crear un cliente y falló.
   *[done] { $actor } creó el cliente { $object }.
 }
audit-customer-update = { $outcome ->
    [refused] Se denegó a { $actor } cambiar el cliente { $object }.
    [failed] { $actor } intentó cambiar el cliente { $object } y falló.
   *[done] { $actor } cambió el cliente { $object }.
 }
audit-customer-delete = { $outcome ->
    [intent] { $actor } va a eliminar el cliente { $object }.
    [refused] Se denegó a { $actor } eliminar el cliente { $object }.
    [failed] { $actor } intentó eliminar el cliente { $object } y falló.
   *[done] { $actor } eliminó el cliente { $object }.
 }
audit-certificate-read = { $outcome ->
    [refused] Se denegó a { $actor } ver certificados.
   *[done] { $actor } consultó certificados.
 }
audit-certificate-upload = { $outcome ->
    [intent] { $actor } va a subir { $object }.
    [refused] Se denegó a { $actor } subir un certificado.
    [failed] { $actor } intentó subir un certificado y falló.
   *[done] { $actor } subió { $object }.
 }
audit-certificate-pair = { $outcome ->
    [refused] Se denegó a { $actor } unir una clave a { $object }.
    [failed] Falló la unión del certificado y la clave privada de { $object }.
   *[done] Se unieron el certificado y la clave privada de { $object }.
 }
audit-certificate-update = { $outcome ->
    [refused] Se denegó a { $actor } cambiar las notas de { $object }.
    [failed] { $actor } intentó cambiar las notas de { $object } y falló.
   *[done] { $actor } cambió las notas de { $object }.
 }
audit-certificate-download = { $outcome ->
    [intent] { $actor } va a descargar { $object }.
    [refused] Se denegó a { $actor } descargar { $object }.
    [failed] { $actor } intentó descargar { $object } y falló.
   *[done] { $actor } descargó { $object }.
 }
audit-certificate-download_url = { $outcome ->
    [intent] { $actor } va a obtener un enlace de un solo uso a { $object }.
    [refused] Se denegó a { $actor } un enlace a { $object }.
    [failed] { $actor } intentó obtener un enlace a { $object } y falló.
   *[done] { $actor } obtuvo un enlace de un solo uso a { $object }.
 }
audit-certificate-reveal_password = { $outcome ->
    [intent] { $actor } va a ver la contraseña de { $object }.
    [refused] Se denegó a { $actor } ver la contraseña de { $object }.
    [failed] { $actor } intentó ver la contraseña de { $object } y falló.
   *[done] { $actor } vio la contraseña de { $object }.
 }
audit-certificate-delete = { $outcome ->
    [intent] { $actor } va a eliminar { $object }.
    [refused] Se denegó a { $actor } eliminar { $object }.
    [failed] { $actor } intentó eliminar { $object } y falló.
   *[done] { $actor } eliminó { $object }. Sus claves están destruidas.
 }
audit-audit-read = { $outcome ->
    [refused] Se denegó a { $actor } leer el registro de auditoría.
   *[done] { $actor } leyó el registro de auditoría.
 }
audit-audit-export = { $outcome ->
    [intent] { $actor } va a exportar el registro de auditoría.
    [refused] Se denegó a { $actor } exportar el registro de auditoría.
    [failed] { $actor } intentó exportar el registro de auditoría y falló.
   *[done] { $actor } exportó el registro de auditoría.
 }
audit-api_token-read = { $actor } consultó sus tokens de API.
audit-api_token-read_all = { $actor } consultó los tokens de API de todos.
audit-api_token-create = { $outcome ->
    [refused] A { $actor } no se le permitió crear un token de API.
   *[done] { $actor } creó el token de API { $object }.
}
audit-api_token-create_sensitive = { $outcome ->
    [refused] A { $actor } no se le permitió crear un token de API para actos sensibles.
   *[done] { $actor } creó el token de API { $object }, que puede hacer actos sensibles.
}
audit-api_token-revoke = { $actor } revocó un token de API, { $object }.
audit-api_token-revoke_other = { $outcome ->
    [refused] A { $actor } no se le permitió revocar el token de API de otro miembro.
   *[done] { $actor } revocó el token de API de otro miembro, { $object }.
}
audit-api_token-use = Un token de API de { $actor } se usó desde donde no debe: { $object }.
audit-member-read = { $outcome ->
    [refused] Se denegó a { $actor } ver los miembros.
   *[done] { $actor } consultó los miembros.
 }
audit-organization-set_seats = { $actor } fijó cuántas plazas tiene la organización.
audit-organization-restore = El operador restauró una copia de seguridad. Terminaron todas las sesiones, los tokens de API y las invitaciones.
audit-member-suspend = { $outcome ->
    [refused] Se denegó a { $actor } suspender a { $object }.
   *[done] { $actor } suspendió a { $object }.
 }
audit-member-reinstate = { $outcome ->
    [refused] Se denegó a { $actor } readmitir a { $object }.
   *[done] { $actor } readmitió a { $object }.
 }
audit-member-remove = { $outcome ->
    [refused] Se denegó a { $actor } quitar a { $object }.
   *[done] { $actor } quitó a { $object }.
 }
audit-member-set_roles = { $outcome ->
    [refused] Se denegó a { $actor } cambiar los roles de { $object }.
   *[done] { $actor } cambió los roles de { $object }.
 }
audit-member-leave = { $outcome ->
    [refused] { $actor } quiso salir de la organización y no pudo.
   *[done] { $actor } salió de la organización.
 }
audit-role-create = { $outcome ->
    [refused] Se denegó a { $actor } crear un rol.
   *[done] { $actor } creó el rol { $object }.
 }
audit-role-update = { $outcome ->
    [refused] Se denegó a { $actor } cambiar el rol { $object }.
   *[done] { $actor } cambió el rol { $object }.
 }
audit-role-delete = { $outcome ->
    [refused] Se denegó a { $actor } eliminar el rol { $object }.
   *[done] { $actor } eliminó el rol { $object }.
 }
audit-invitation-read = { $outcome ->
    [refused] Se denegó a { $actor } ver las invitaciones.
   *[done] { $actor } miró las invitaciones.
 }
audit-invitation-create = { $outcome ->
    [refused] Se denegó a { $actor } invitar a alguien.
   *[done] { $actor } invitó a { $object }.
 }
audit-invitation-resend = { $outcome ->
    [refused] Se denegó a { $actor } enviar de nuevo la invitación { $object }.
   *[done] { $actor } envió de nuevo la invitación { $object }.
 }
audit-invitation-revoke = { $outcome ->
    [refused] Se denegó a { $actor } retirar la invitación { $object }.
   *[done] { $actor } retiró la invitación { $object }.
 }
audit-invitation-accept = { $outcome ->
    [refused] La invitación { $object } no se aceptó: la contraseña no era correcta.
   *[done] { $object } se unió por una invitación.
 }
audit-session-switch = { $actor } llegó desde otra organización sin volver a iniciar sesión.
action-organization-create = Organización creada
action-organization-update = Ajustes cambiados
action-session-sign_in = Inicio de sesión
action-session-sign_out = Cierre de sesión
action-organization-security_update = Tiempos de sesión cambiados
action-account-password_change = Contraseña cambiada
action-account-password_reset_request = Enlace de contraseña enviado
action-account-password_reset = Contraseña puesta con enlace
action-session-revoke = Sesión cerrada
action-session-revoke_others = Otras sesiones cerradas
action-session-reuse_seen = Reutilización de token confirmada
action-session-refresh_reuse = Código de sesión reutilizado
action-session-step_up = Identidad confirmada
action-customer-read = Clientes consultados
action-customer-create = Cliente creado
action-customer-update = Cliente cambiado
action-customer-delete = Cliente eliminado
action-certificate-read = Certificados consultados
action-certificate-upload = Subida
action-certificate-pair = Certificado y clave unidos
action-certificate-update = Notas de un certificado cambiadas
action-certificate-download = Descarga
action-certificate-download_url = Enlace de descarga
action-certificate-reveal_password = Contraseña vista
action-certificate-delete = Certificado eliminado
action-audit-read = Auditoría leída
action-audit-export = Auditoría exportada
action-member-read = Miembros consultados
action-api_token-read = Tokens de API consultados
action-api_token-read_all = Tokens de API de todos consultados
action-api_token-create = Token de API creado
action-api_token-create_sensitive = Token de API para actos sensibles creado
action-api_token-revoke = Token de API revocado
action-api_token-revoke_other = Token de API de otro revocado
action-api_token-use = Token de API usado desde otro lugar
action-organization-set_seats = Plazas fijadas
action-organization-restore = Copia restaurada
action-member-suspend = Miembro suspendido
action-member-reinstate = Miembro readmitido
action-member-remove = Miembro quitado
action-member-set_roles = Roles de un miembro cambiados
action-member-leave = Miembro que sale
action-role-create = Rol creado
action-role-update = Rol cambiado
action-role-delete = Rol eliminado
action-invitation-read = Invitaciones vistas
action-invitation-create = Invitación enviada
action-invitation-resend = Invitación enviada de nuevo
action-invitation-revoke = Invitación retirada
action-invitation-accept = Invitación aceptada
action-session-switch = Cambio de organización

## Ajustes
settings-organization = Organización
settings-own = Usted
settings-own-text = El idioma y el tema se guardan en este navegador.
settings-saved = Guardado.
organization-language = Idioma
organization-language-hint = Para el correo y para quienes no hayan elegido uno.
time-zone = Zona horaria
time-zone-hint = Todas las fechas y horas se muestran en ella, para todos.

## Miembros, roles, invitaciones
nav-members = Miembros
nav-roles = Roles
members-title = Quién trabaja aquí
members-seats = { $taken } de { $seats } plazas ocupadas
members-active = { $count ->
    [one] { $count } miembro activo
   *[other] { $count } miembros activos
 }
members-full = Todas las plazas están ocupadas. Puede enviar una invitación, pero solo se aceptará cuando haya una plaza libre: suspenda o quite a alguien, o pida más plazas a quien opera el servidor.
members-invited = La invitación está en camino. Su enlace sirve una vez, durante siete días.
member-name = Nombre
member-roles = Roles
member-joined = Desde
member-you = usted
member-suspended = Suspendido
member-save-roles = Guardar roles
member-access = Acceso
member-suspend = Suspender
member-suspend-text = Un miembro suspendido conserva sus roles y su historial, deja de poder hacer nada al instante y no ocupa plaza.
member-reinstate = Readmitir
member-reinstate-text = Vuelve a dejar entrar a este miembro, con los mismos roles. Necesita una plaza libre.
member-remove = Quitar
member-remove-text = Un miembro quitado desaparece de la lista y de todos los roles. Lo que hizo queda registrado.
member-beyond = Este miembro puede hacer más que usted; por eso no puede cambiar nada aquí.
leave-title = Salir
leave-text = Pierde su acceso al instante. Solo una nueva invitación le devuelve.
leave-submit = Salir de la organización
invite-title = Invitar a alguien
invite-hint = El enlace va a esta dirección y a nadie más.
invite-submit = Enviar invitación
invitations-title = Invitados
invitation-ends = El enlace vence
invitation-over = Vencido
invitation-actions = Acciones
invitation-resend = Enviar de nuevo
invitation-revoke = Retirar
roles-own-only = Solo puede dar lo que usted mismo tiene.
roles-title = Qué permite cada rol
role-builtin = Incluido
role-members = { $count ->
    [0] nadie lo tiene
    [one] { $count } miembro
   *[other] { $count } miembros
 }
role-nothing = Nada más que ser miembro
role-new = Nuevo rol
role-name = Nombre
role-permissions = Permisos
role-create = Crear rol
role-edit = Cambiar
role-delete = Eliminar rol
role-delete-text = Un rol se puede eliminar cuando ningún miembro ni invitación lo tiene.
role-admin = Administrador
role-member = Miembro
role-auditor = Auditor
role-hse_manager = Responsable de seguridad
role-supervisor = Supervisor
role-worker = Trabajador
permission-customer-read = Ver clientes
permission-customer-write = Crear y editar clientes
permission-customer-delete = Eliminar clientes
permission-certificate-read = Ver certificados
permission-certificate-write = Subir certificados y claves
permission-certificate-download = Sacar archivos de la custodia
permission-certificate-reveal_password = Ver contraseñas guardadas
permission-certificate-delete = Destruir certificados
permission-audit-read = Leer el registro de auditoría
permission-audit-export = Exportar el registro de auditoría
permission-member-read = Ver quién es miembro
permission-member-invite = Invitar a personas
permission-member-manage = Suspender y quitar miembros, cambiar sus roles
permission-role-manage = Crear y cambiar roles
permission-organization-manage = Cambiar los ajustes de la organización
switch-label = Ir a
invitation-title = Unirse
invitation-no-token = Abra el enlace de su correo: falta la parte que sigue a #.
invitation-closed = Esta invitación ya se usó, se retiró o venció. Pida una nueva a quien le invitó.
invitation-no-seat = La organización no tiene plazas libres. Hable con quien le invitó; el enlace sigue siendo válido.
invitation-wrong-password = Esa no es la contraseña de la cuenta de esta dirección. Si la ha olvidado, hable con su administrador.
invitation-name-hint = Solo si es nuevo en este servidor.
invitation-password-hint = ¿Ya hay una cuenta con su dirección? Entonces su contraseña. Si no, elija una de { $least } caracteres o más; una frase es buena.
invitation-submit = Unirse

## Errores
error-status = Error { $status }
error-home = Ir a la página de inicio
error-request = Si pide ayuda, dé este número:
error-retry-after =
    { $seconds ->
        [one] Inténtelo de nuevo en { $seconds } segundo.
       *[other] Inténtelo de nuevo en { $seconds } segundos.
    }
error-400-title = Esa petición no se entiende
error-400-text = Algo en la dirección o en el formulario no es como debe. Vuelva atrás e inténtelo de nuevo.
error-403-title = No está permitido
error-403-text = Su rol no lo permite. Un administrador de su organización puede cambiarlo.
error-404-title = Aquí no hay nada
error-404-text = La página no existe, o se eliminó, o es de otra persona.
error-413-title = Demasiado grande
error-413-text = Un archivo puede tener hasta 1 MiB. Los certificados y las claves son mucho menores.
error-429-title = Más despacio, por favor
error-429-text = Hubo demasiadas peticiones en poco tiempo. No se ha perdido nada.
error-500-title = Algo falló de nuestro lado
error-500-text = Nada quedó a medias. Inténtelo de nuevo; si continúa, avise a quien administra el servidor.
error-503-title = No disponible por el momento
error-503-text = Una pieza de la que depende Credenza no responde. Nada salió de la custodia y nada quedó a medias.

## Dicho por los scripts
step-up-password = Su contraseña
step-up-hint = Confirma solo este acto y queda registrada su confirmación.
client-step-up-title = Confirme que es usted
client-act-certificate-download = Va a sacar «{ $other }» de la custodia.
client-act-certificate-reveal_password = Va a ver la contraseña de «{ $other }».
client-act-certificate-delete = Va a eliminar «{ $other }» para siempre. Nadie podrá recuperarlo.
client-act-customer-delete = Va a eliminar el cliente «{ $other }».
client-act-audit-export = Va a exportar el registro de auditoría de su organización.
client-act-organization-security_update = Va a cambiar cuánto duran las sesiones de todos. Las que ya duraron más se cierran.
client-act-session-revoke = Va a cerrar la sesión en { $other }.
client-act-session-revoke_others = Va a cerrar todas sus sesiones menos esta.
client-do-certificate-download = Descargar
client-do-certificate-reveal_password = Ver
client-do-certificate-delete = Eliminar para siempre
client-do-customer-delete = Eliminar
client-do-audit-export = Exportar
client-do-organization-security_update = Cambiar
client-do-session-revoke = Cerrar sesión
client-do-session-revoke_others = Cerrar las demás
client-act-api_token-create = Está a punto de crear el token de API «{ $other }». Quien lo tenga trabaja en su nombre.
client-act-api_token-create_sensitive = Está a punto de crear el token de API «{ $other }», que puede hacer actos sensibles sin que usted esté presente.
client-do-api_token-create = Crear token
client-do-api_token-create_sensitive = Crear token
client-token-scopes = Elija qué puede hacer el token.
client-token-revoke-sure = Revocar «{ $other }» ahora
client-invitation-for = { $other } invita a { $email }.
client-act-member-suspend = Va a suspender a { $other }. Sus sesiones se cierran al instante.
client-act-member-reinstate = Va a readmitir a { $other }.
client-act-member-remove = Va a quitar a { $other } de la organización. Sus sesiones se cierran al instante.
client-act-member-set_roles = Va a cambiar lo que puede hacer { $other }.
client-act-member-leave = Va a salir de { $other }.
client-act-role-create = Va a crear el rol «{ $other }».
client-act-role-update = Va a cambiar el rol «{ $other }» para todos los que lo tienen.
client-act-role-delete = Va a eliminar el rol «{ $other }».
client-act-invitation-create = Va a invitar a { $other }.
client-act-invitation-resend = Va a enviar a { $other } un enlace nuevo. El anterior deja de servir.
client-act-invitation-revoke = Va a retirar la invitación de { $other }.
client-do-member-suspend = Suspender
client-do-member-reinstate = Readmitir
client-do-member-remove = Quitar
client-do-member-set_roles = Guardar roles
client-do-member-leave = Salir
client-do-role-create = Crear rol
client-do-role-update = Guardar
client-do-role-delete = Eliminar rol
client-do-invitation-create = Enviar invitación
client-do-invitation-resend = Enviar de nuevo
client-do-invitation-revoke = Retirar
client-downloading = La descarga ha comenzado.
client-copied = Copiado.
client-copy-failed = No se pudo copiar. Seleccione el texto y cópielo usted.
client-hidden-again = Oculto de nuevo.
client-countdown = Se oculta en { $seconds } s.
client-show-password = Mostrar la contraseña
client-hide-password = Ocultar la contraseña
client-busy = Un momento …
client-upload-waiting = En espera
client-upload-sending = Enviando, { $percent } %
client-upload-reading = Leyendo y sellando …
client-upload-accepted = Sellado.
client-upload-joined = Sellado y unido con lo que ya estaba aquí.
client-upload-key-only = Sellada. Espera su certificado.
client-upload-password-for = Contraseña de { $file }
client-upload-pair = { $file } con { $other }
client-upload-summary = Listos: { $count } de { $total }
client-upload-asking = a la espera de contraseña: { $count }
client-upload-refused = sin aceptar: { $count }
client-upload-pausing = En espera: muchos archivos en poco tiempo. Se reanudará por sí solo en { $seconds } s.
client-upload-too-large = Demasiado grande: se admiten { $limit } como máximo.
client-upload-not-a-kind = Solo se admiten .p12 .pfx .cer .crt .key .pem.
client-upload-empty = Este archivo está vacío.
client-remove = Quitar { $file } de la lista
client-password-more = Caracteres que faltan: { $count }
client-password-enough = Longitud suficiente
client-password-repetitive = Es larga, pero se repite. Use palabras distintas.
client-passwords-differ = Las dos contraseñas no son iguales.

## Problemas que el servidor nombra por un código
problem-unauthorized = Su sesión se ha cerrado. Iníciela de nuevo.
problem-cross_site = Esta petición no vino de una página de este servidor.
problem-internal = Algo falló en el servidor. Nada quedó a medias.
problem-stale = Otra persona lo cambió mientras tanto. Vuelva a cargar la página.
problem-customer_in_use = Hay certificados de este cliente. Elimínelos o reasígnelos antes.
problem-last_administrator = Es el último administrador. Haga administrador a otro miembro activo primero.
problem-oneself = No puede hacerse esto a sí mismo. Para irse, salga de la organización.
problem-beyond_own = Esto va más allá de sus propios permisos.
problem-no_seat = Todas las plazas están ocupadas. Suspenda o quite a un miembro primero, o pida más plazas a quien opera el servidor.
problem-not_active = Este miembro ya está suspendido.
problem-not_suspended = Este miembro no está suspendido.
problem-role_in_use = Hay miembros o invitaciones con este rol. Deles otro primero.
problem-too_many_roles = Hay tantos roles como puede haber. Elimine uno primero.
problem-role_name_taken = Otro rol tiene este nombre.
problem-already_member = Esta dirección ya es de un miembro.
problem-already_invited = Esta dirección ya tiene una invitación. Envíela de nuevo o retírela primero.
problem-too_many_invitations = Hay tantas invitaciones como puede haber. Retire algunas primero.
problem-invitation_closed = Esta invitación ya se usó, se retiró o venció.
problem-network = No se pudo llegar al servidor. Revise la conexión e inténtelo de nuevo.
problem-unknown = No se pudo hacer (error { $status }). Inténtelo de nuevo.
problem-password_required = Este archivo necesita su contraseña.
problem-wrong_password = La contraseña no abre este archivo. Inténtelo de nuevo.
problem-bad_credentials = La contraseña no es correcta.
problem-step_up_required = Su confirmación ha caducado. Inténtelo de nuevo.
problem-forbidden = Su rol no lo permite.
problem-not_found = Ya no está aquí.
problem-rate_limited = Demasiados intentos en poco tiempo. Espere un poco e inténtelo de nuevo.
problem-unavailable = Una pieza de la que depende Credenza no responde. Nada salió de la custodia. Inténtelo de nuevo en un momento.
problem-empty = Este archivo está vacío.
problem-too_slow = La conexión es demasiado lenta para este archivo. Inténtelo de nuevo donde haya mejor señal o envíe menos archivos a la vez.
problem-too_large = Este archivo es demasiado grande para un certificado o una clave.
problem-too_complex = Este archivo tiene una estructura que ningún certificado necesita. Expórtelo de nuevo.
problem-too_costly = Abrir este archivo exigiría demasiado cálculo. Expórtelo de nuevo con los ajustes habituales.
problem-extension_mismatch = El nombre dice un tipo de archivo y el contenido es otro. Compruebe qué archivo eligió.
problem-damaged = Este archivo está dañado o incompleto. Consígalo de nuevo en su origen.
problem-trailing_data = Hay algo después del final del contenido. Consígalo de nuevo en su origen.
problem-foreign_data = Hay algo en este archivo que no le corresponde. Consígalo de nuevo en su origen.
problem-unsupported_algorithm = Este archivo usa un algoritmo que no se admite. Expórtelo de nuevo con los ajustes habituales.
problem-duplicate_certificate = El mismo certificado está dos veces en este archivo.
problem-several_passwords = Una parte de este archivo tiene otra contraseña que el resto. Expórtelo de nuevo con una sola contraseña para todo.
problem-several_private_keys = Hay más de una clave privada en este archivo. Súbalas una por una.
problem-unrelated_certificates = Los certificados de este archivo no van juntos. Súbalos uno por uno.
problem-too_many_certificates = Hay demasiados certificados en este archivo.
problem-no_certificate = No hay ningún certificado en este archivo.
problem-key_mismatch = La clave privada es de otro certificado.
problem-invalid_key = La clave privada de este archivo se contradice. Consígala de nuevo en su origen.
problem-not_a_pair = Estos dos archivos no son un certificado y su clave privada.
problem-certificate_exists = Este certificado ya está en custodia.
problem-certificate_has_password = Ya hay una contraseña de este certificado en custodia, y solo cabe una. Elimínelo y suba después el certificado y su clave juntos.
problem-looks_like_pdf = Esto es un documento PDF, no un certificado.
problem-looks_like_zip = Esto es un archivo ZIP o un documento de Office. Descomprímalo y suba lo que contiene.
problem-looks_like_archive = Esto es un archivo comprimido. Descomprímalo y suba lo que contiene.
problem-looks_like_png = Esto es una imagen, no un certificado.
problem-looks_like_jpeg = Esto es una imagen, no un certificado.
problem-looks_like_gif = Esto es una imagen, no un certificado.
problem-looks_like_html = Esto es una página web, no un certificado. Quizá falló una descarga.
problem-looks_like_xml = Esto es un documento XML, no un certificado.
problem-looks_like_json = Esto es un documento JSON, no un certificado.
problem-looks_like_office = Esto es un documento de Office, no un certificado.
problem-looks_like_program = Esto es un programa, no un certificado.
problem-looks_like_text = Esto es un texto, no un certificado.
problem-looks_like_utf16_text = Esto es un texto en UTF-16. Guárdelo de nuevo en UTF-8.
problem-looks_like_zeros = Este archivo solo tiene ceros, como tras una copia fallida. Consígalo de nuevo en su origen.
problem-looks_like_unknown_data = Esto no es un certificado ni una clave de ninguna forma conocida.
problem-looks_like_java_keystore = Esto es un almacén de claves de Java. Expórtelo como PKCS#12 (.p12).
problem-looks_like_openssh_key = Esto es una clave SSH, no un certificado.
problem-looks_like_pgp = Esto es una clave o un mensaje OpenPGP, no un certificado.
problem-looks_like_certificate_request = Esto es una solicitud de certificado. Suba el certificado que se emitió para ella.
problem-looks_like_revocation_list = Esto es una lista de revocación, no un certificado.
problem-looks_like_pkcs7 = Esto es un paquete PKCS#7. Exporte el certificado como .cer o .p12.
problem-looks_like_public_key = Esto es una clave pública sin certificado.
problem-looks_like_parameters = Son parámetros de clave, sin la clave.
problem-looks_like_unknown_asn1 = Esto no es un certificado ni una clave.
problem-looks_like_bare_base64 = Faltan las líneas BEGIN y END. Guarde el archivo con ellas.

## Correo

mail-greeting = Hola:
mail-greeting-name = Hola, { $name }:
mail-link-instead = Si el botón no hace nada, abra esta dirección:
mail-footer = Enviado por Credenza. Nadie lee las respuestas a esta dirección.
mail-invitation-subject = Invitación a { $organization }
mail-invitation-text = { $inviter } le invita a trabajar en { $organization }, que guarda sus certificados digitales en Credenza.
mail-invitation-button = Aceptar la invitación
mail-invitation-days = { $days ->
    [one] El enlace sirve una vez, durante un día.
   *[other] El enlace sirve una vez, durante { $days } días.
}
mail-invitation-stranger = ¿No conoce a nadie allí? Entonces ignore este correo: sin el enlace no pasa nada.

## Sesiones

sessions = Sus sesiones
sessions-text = Dónde ha iniciado sesión en esta organización. Cierre lo que no reconozca y cambie entonces su contraseña.
sessions-live = Sesiones abiertas
sessions-ended = Cerradas en los últimos 30 días
sessions-end-others = Cerrar las demás
session-on = Dispositivo
session-device = { $browser } en { $system }
session-device-unknown = Dispositivo desconocido
session-address = Dirección
session-by = Entró con
session-started = Desde
session-last-seen = Última actividad
session-current = Esta sesión
session-end = Cerrar
session-ended-at = Cerrada
session-ended-because = Motivo
session-method-pwd = Contraseña
session-method-hwk = Llave de acceso
session-method-swk = Llave de acceso
session-method-user = Presencia confirmada
session-method-otp = Código de recuperación
session-method-mfa = Dos factores
session-ended-signed_out = Salió
session-ended-refresh_reuse = Su token se usó dos veces
session-ended-revoked = Cerrada por usted desde otra sesión
session-ended-signed_in_again = Volvió a entrar en el mismo navegador
session-ended-password_changed = Contraseña cambiada
session-ended-restored = Se restauró una copia de seguridad
session-ended-roles_changed = Roles cambiados
session-ended-passkey_removed = Llave de acceso retirada
session-ended-suspended = Membresía suspendida
session-ended-removed = Membresía terminada
session-ended-idle = No había nadie
session-ended-expired = Se acabó su tiempo
reuse-title = Alguien usó una copia de su sesión
reuse-text = Se presentó de nuevo un token ya usado de una de sus sesiones, y por eso se cerró. ¿No fue usted, con una copia restaurada o un programa? Entonces cambie su contraseña y mire dónde tiene sesiones abiertas.
reuse-show = Sus sesiones
reuse-seen = Lo sé

## Tokens de API

api-tokens-title = Tokens de API
api-tokens-text = Con un token, un programa suyo trabaja en su nombre sin su contraseña. Puede hacer lo que usted elija, y nunca más que usted.
api-tokens-noscript = Crear y revocar tokens necesita JavaScript; actívelo o use la API.
api-tokens-own = Sus tokens
api-tokens-none = No tiene tokens de API.
api-tokens-others = Tokens de otros miembros
api-tokens-others-none = Ningún otro miembro tiene un token de API.
api-token-new = Token nuevo
api-token-name = Nombre
api-token-name-hint = Para qué es, por ejemplo «Copia nocturna al servidor contable».
api-token-days = Válido por
api-token-days-count = { $days } días
api-token-scopes = Qué puede hacer
api-token-sensitive = Sin que usted esté presente
api-token-sensitive-hint = Estos actos piden su contraseña cada vez. Un token solo puede hacerlos si los elige aquí, y cada uso queda registrado.
api-token-object = Sobre los certificados de
api-token-object-all = Toda la organización
api-token-addresses = Solo desde estas direcciones
api-token-addresses-hint = Una por línea, como 192.0.2.7 o 10.0.0.0/8. Vacío: desde cualquier lugar.
api-token-create = Crear token
api-token-made-title = Su token nuevo
api-token-made-text = Cópielo ahora adonde su programa lo lee. Se muestra esta única vez; nadie podrá consultarlo después.
api-token-made-done = Ya lo copié
api-token-standing = Sensible
api-token-standing-on = Sin que usted esté presente:
api-token-only-from = Solo desde
api-token-ends = Vence:
api-token-expired = Venció:
api-token-revoked = Revocado
api-token-used = último uso
api-token-never-used = nunca usado
api-token-revoke = Revocar

## What somebody may do

permission-token-manage = Ver y revocar los tokens de API de los demás

## Contraseñas

password-page = Su contraseña
password-page-text = Es la misma en todas las organizaciones de las que es miembro. Tras cambiarla sigue dentro aquí y en ningún otro sitio.
password-current = Contraseña actual
password-new = Contraseña nueva
password-new-again = Contraseña nueva otra vez
password-save = Poner contraseña
password-saved = Su contraseña ha cambiado. Se cerraron todas sus otras sesiones.
forgot-link = ¿Olvidó su contraseña?
forgot = Contraseña nueva
forgot-text = Escriba la dirección con la que entra. Si tiene una cuenta, se envía allí un enlace.
forgot-submit = Enviar enlace
forgot-asked = Si esta dirección tiene una cuenta, el enlace está en camino. Sirve durante 30 minutos.
reset = Contraseña nueva
reset-text = Después entra con ella. Se cierran todas sus sesiones.
reset-again = Pedir otro enlace
reset-token-missing = La dirección no trae el código. Abra el enlace tal como está en el correo.
reset-done = Su contraseña nueva está puesta. Entre con ella.
mail-reset-subject = Ponga una contraseña nueva
mail-reset-text = Alguien pidió una contraseña nueva para su cuenta. Si fue usted, póngala aquí:
mail-reset-button = Poner una contraseña nueva
mail-reset-minutes = El enlace sirve una vez, durante { $minutes } minutos. Uno anterior ya no sirve.
mail-reset-stranger = ¿No fue usted? Entonces ignore este correo: su contraseña queda como está.
mail-changed-subject = Su contraseña ha cambiado
mail-changed-text = La contraseña de su cuenta cambió el { $moment }. Se cerraron todas las demás sesiones.
mail-changed-where = Desde: { $address } { $device }
mail-changed-stranger = ¿No fue usted? Entonces ponga enseguida una contraseña nueva, con «¿Olvidó su contraseña?» en la página de entrada, y avise al administrador de su organización.

## Llaves de acceso
nav-passkeys = Llaves de acceso
passkeys-yours = Sus llaves de acceso
passkeys-none = Aún no tiene llave de acceso. Para iniciar sesión basta su contraseña.
passkeys-must-enrol = Su organización exige una llave de acceso. Registre una para continuar.
passkeys-by-name = Se llega a este servidor por una dirección numérica, para la que los navegadores no crean llaves de acceso. Use un nombre, como localhost.
passkey-last-used = Usada por última vez
passkey-never-used = Sin usar todavía
passkey-since = Desde
passkey-backed-up = Sincronizada
passkey-name = Nombre
passkey-name-example = Portátil, llave de seguridad …
passkey-rename = Cambiar nombre
passkey-remove = Quitar «{ $name }»
passkey-enrol-title = Una llave de acceso nueva
passkey-enrol-text = Su huella, rostro o PIN, comprobados por su dispositivo. Con ella inicia sesión y confirma cada acto delicado; la contraseña sola ya no basta.
passkey-enrol = Registrar una llave de acceso
passkey-noscript = Las llaves de acceso necesitan JavaScript.
passkey-use = Usar una llave de acceso
passkey-failed = No se aceptó la llave de acceso. Inténtelo de nuevo o use su contraseña.
recovery-code = Código de recuperación
recovery-code-hint = Uno de sus diez. Cada uno sirve una vez.
recovery-codes = Códigos de recuperación
recovery-codes-text = Diez códigos que sustituyen a una llave de acceso perdida, una vez cada uno. Guárdelos donde no estén sus llaves.
recovery-codes-left = { $count ->
    [0] No queda ninguno.
    [one] Queda uno.
   *[other] Quedan { $count }.
 }
recovery-codes-none = No tiene códigos de recuperación. Sin ellos, perder la llave de acceso le deja fuera.
recovery-codes-once = Solo se muestran ahora. Imprímalos o anótelos.
recovery-codes-copy = Copiar todos
recovery-codes-create = Crear códigos nuevos
second-step-title = Segundo paso
second-step-text = La contraseña es correcta. Ahora demuestre con su llave de acceso que es usted.
second-step-other = ¿No tiene la llave a mano?
second-step-bad-code = No es ninguno de sus códigos de recuperación, o ya se usó.
second-step-again = Empezar de nuevo
step-up-passkey = Lo confirma su llave de acceso.
step-up-recovery-code = Usar un código de recuperación
settings-access = Acceso
authentication-title = Reglas de acceso
authentication-rules = Para todas las personas de la organización
require-passkeys = Exigir llaves de acceso
require-passkeys-hint = A quien no tenga llave de acceso se le lleva a registrar una, y hasta entonces no puede hacer nada más. No afecta a los tokens de la API.
step-up-minutes = Una confirmación vale durante
step-up-minutes-hint = Cuánto tiempo puede pasar entre confirmar un acto delicado y hacerlo.
minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
 }
yes = Sí
no = No
client-passkey-failed = La llave de acceso no respondió, o usted la canceló. Inténtelo de nuevo.
client-passkey-exists = Este dispositivo ya guarda una llave de acceso suya.
client-act-passkey-enrol = Va a registrar la llave de acceso «{ $other }».
client-act-passkey-remove = Va a quitar la llave de acceso «{ $other }». Sus otras sesiones se cerrarán.
client-act-recovery_codes-create = Va a crear códigos de recuperación nuevos. Los anteriores dejarán de servir.
client-act-organization-authentication = Va a cambiar cómo demuestra cada persona de su organización quién es.
client-do-passkey-enrol = Registrar
client-do-passkey-remove = Quitar
client-do-recovery_codes-create = Crear códigos
client-do-organization-authentication = Guardar
action-passkey-enrol = Llave de acceso registrada
action-passkey-rename = Llave de acceso renombrada
action-passkey-remove = Llave de acceso quitada
action-recovery_codes-create = Códigos de recuperación creados
action-organization-authentication = Reglas de acceso cambiadas
audit-passkey-enrol = { $outcome ->
    [refused] Se denegó a { $actor } registrar una llave de acceso.
    [failed] { $actor } intentó registrar una llave de acceso y falló.
   *[done] { $actor } registró la llave de acceso { $object }.
 }
audit-passkey-rename = { $outcome ->
    [refused] Se denegó a { $actor } renombrar la llave de acceso { $object }.
    [failed] { $actor } intentó renombrar la llave de acceso { $object } y falló.
   *[done] { $actor } renombró la llave de acceso { $object }.
 }
audit-passkey-remove = { $outcome ->
    [refused] Se denegó a { $actor } quitar la llave de acceso { $object }.
    [failed] { $actor } intentó quitar la llave de acceso { $object } y falló.
   *[done] { $actor } quitó la llave de acceso { $object } y cerró las otras sesiones.
 }
audit-recovery_codes-create = { $outcome ->
    [refused] Se denegó a { $actor } crear códigos de recuperación.
    [failed] { $actor } intentó crear códigos de recuperación y falló.
   *[done] { $actor } creó códigos de recuperación nuevos.
 }
audit-organization-authentication = { $outcome ->
    [refused] Se denegó a { $actor } cambiar cómo demuestran los miembros quiénes son.
    [failed] { $actor } intentó cambiar cómo demuestran los miembros quiénes son y falló.
   *[done] { $actor } cambió cómo demuestran los miembros quiénes son.
 }
problem-passkey_required = Usted tiene una llave de acceso: demuestre con ella quién es.
problem-no_passkey = Registre antes una llave de acceso propia.
problem-last_passkey = Una organización suya exige una llave de acceso. Registre otra antes de quitar la última.
problem-bad_recovery_code = No es ninguno de sus códigos de recuperación, o ya se usó.
problem-passkey_exists = Esta llave de acceso ya está registrada.
problem-passkey_ceremony = Tardó demasiado o ya se hizo antes. Inténtelo de nuevo.
problem-passkey_unknown = Esta llave de acceso no es suya. Elija otra.
problem-passkey_not_verified = El dispositivo no comprobó un PIN, una huella ni un rostro. Configure uno o use otro dispositivo.
problem-passkey_counter = Puede haber una copia de esta llave de acceso. Use otra y quite esta.
problem-enrol_passkey = Su organización exige una llave de acceso. Registre una para continuar.

## Seguridad de la organización

security = Cuánto duran las sesiones
security-sessions = Sesiones
security-idle = Se cierra si no hay nadie durante
security-idle-hint = Desde la última página o petición, con un margen de cinco minutos.
security-absolute = Se cierra en todo caso tras
security-absolute-hint = Después se vuelve a entrar. Un tiempo más corto cuenta enseguida, también para las sesiones abiertas.
duration-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
}
duration-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
}
duration-days = { $count ->
    [one] 1 día
   *[other] { $count } días
}

## Demostración

demonstration-label = Demostración
demonstration-text = Demostración: un despacho inventado con certificados inventados. No guarde aquí nada real.

## Permisos delicados

sensitive-title = Qué pide una confirmación
sensitive-text = Antes de esto, cada persona demuestra otra vez quién es, para ese único acto. Lo que solo muestra algo no la pide.
sensitive-legend = Pedir confirmación antes de
sensitive-always = siempre
sensitive-hint = Al subir archivos se pide para cada uno. Un programa hace esto con un token de API creado para ello, y con ningún otro.
sensitive-hint-organization-manage = Nombre, idioma y zona horaria. Las reglas de acceso y los tiempos de sesión siempre la piden.
sensitive-save = Cambiar qué la pide
permission-customer-create = Crear clientes
permission-customer-update = Editar clientes
permission-certificate-upload = Subir certificados y claves
permission-certificate-update = Cambiar el nombre y el cliente de un certificado
client-upload-unconfirmed = No se envió: no se confirmó.
client-act-organization-sensitive_permissions = Va a cambiar qué pide una confirmación en su organización.
client-act-customer-create = Va a crear el cliente «{ $other }».
client-act-customer-update = Va a cambiar el cliente «{ $other }».
client-act-certificate-upload = Va a poner «{ $other }» en custodia.
client-act-certificate-update = Va a cambiar el nombre o el cliente de «{ $other }».
client-act-organization-update = Va a cambiar los ajustes de su organización.
client-act-api_token-revoke_other = Va a revocar el token de API «{ $other }» de otra persona.
client-do-organization-sensitive_permissions = Guardar
client-do-customer-create = Crear
client-do-customer-update = Guardar
client-do-certificate-upload = Subir
client-do-certificate-update = Guardar
client-do-organization-update = Guardar
client-do-api_token-revoke_other = Revocar
action-organization-sensitive_permissions = Cambió qué pide confirmación
audit-organization-sensitive_permissions = { $outcome ->
    [refused] Se negó a { $actor } cambiar qué pide una confirmación.
    [failed] { $actor } intentó cambiar qué pide una confirmación, y falló.
   *[done] { $actor } cambió qué pide una confirmación.
 }
problem-permission_shows = Este permiso solo muestra algo, y no pide confirmación.

## Qué pasa con lo que alguien usa para identificarse

member-passkeys = Retirar llaves de acceso perdidas
member-passkeys-text = Las llaves de acceso y los códigos de recuperación perdidos se pueden retirar, si la cuenta no pertenece a otra organización. Las sesiones abiertas se cierran; después se entra con la contraseña y se puede registrar una llave nueva.
member-passkeys-done = Se retiraron las llaves de acceso y los códigos de recuperación. Un correo avisa a su dueño.
client-act-member-remove_passkeys = Va a retirar todas las llaves de acceso y códigos de recuperación de { $other }. Compruebe que de verdad lo pide { $other }.
client-do-member-remove_passkeys = Retirar
client-act-account-password_change = Va a cambiar su contraseña.
client-do-account-password_change = Cambiar contraseña
action-member-remove_passkeys = Llaves de acceso de una persona retiradas
audit-member-remove_passkeys = { $outcome ->
    [refused] Se negó a { $actor } retirar las llaves de acceso de { $object }.
    [failed] { $actor } intentó retirar las llaves de acceso de { $object }, y falló.
   *[done] { $actor } retiró las llaves de acceso y los códigos de recuperación de { $object }.
 }
problem-passkeys_stay = No hay ninguna llave que usted pueda retirar: esta persona no tiene, o la cuenta no es solo de su organización. Con un código de recuperación se entra sin ella.
mail-enrolled-subject = Se registró una llave de acceso
mail-enrolled-text = Se registró una llave de acceso en su cuenta el { $moment }. Sirve para entrar y para confirmar actos delicados.
mail-enrolled-stranger = ¿No fue usted? Entonces quítela enseguida en «Llaves de acceso» de su cuenta, cierre todas las demás sesiones, ponga una contraseña nueva y avise al administrador de su organización.
mail-removed-subject = Se quitó una llave de acceso
mail-removed-text = Se quitó una llave de acceso de su cuenta el { $moment }. Se cerraron todas las demás sesiones.
mail-removed-stranger = ¿No fue usted? Entonces entre, revise sus llaves de acceso y sesiones, ponga una contraseña nueva y avise al administrador de su organización.
mail-codes-subject = Códigos de recuperación nuevos
mail-codes-text = Se crearon códigos de recuperación nuevos para su cuenta el { $moment }. Los anteriores ya no valen.
mail-codes-stranger = ¿No fue usted? Entonces cree otros enseguida en «Llaves de acceso» de su cuenta, cierre todas las demás sesiones y avise al administrador de su organización.
mail-code-used-subject = Se usó un código de recuperación
mail-code-used-text = Uno de sus códigos de recuperación sustituyó a una llave de acceso el { $moment }. Ya está gastado.
mail-code-used-stranger = ¿No fue usted? Entonces alguien tiene sus códigos: ponga una contraseña nueva, cree códigos nuevos, cierre todas las demás sesiones y avise al administrador de su organización.
mail-reuse-subject = Se cerró una de sus sesiones
mail-reuse-text = Una sesión suya se continuó dos veces con el mismo token el { $moment }. Puede que otra persona tenga una copia, así que la sesión se cerró.
mail-reuse-stranger = Puede pasar cuando un navegador se restaura de una copia. Si no sabe por qué pasó, cierre todas las demás sesiones, ponga una contraseña nueva y avise al administrador de su organización.
mail-taken-off-subject = Se retiraron sus llaves de acceso
mail-taken-off-text = Un administrador de su organización retiró todas las llaves de acceso y códigos de recuperación de su cuenta el { $moment }. Sus sesiones se cerraron. Entre con su contraseña y registre una llave nueva.
mail-taken-off-stranger = ¿No lo pidió usted? Entonces ponga enseguida una contraseña nueva, con «¿Olvidó su contraseña?» en la página de entrada, y pregunte a su organización por qué.
mail-token-subject = Se creó un token de API
mail-token-text = Se creó un token de API de su cuenta el { $moment }. Quien lo tenga actúa en su nombre.
mail-token-stranger = ¿No fue usted? Entonces revóquelo enseguida en «Tokens de API» de su cuenta, cierre todas las demás sesiones, ponga una contraseña nueva y avise al administrador de su organización.

## Avisos
nav-alerts = Avisos
alerts-text = Qué llega a su fin, quién se ocupa y a quién se avisó.
alerts-state-open = Por atender
alerts-state-acknowledged = En curso
alerts-state-snoozed = En espera
alerts-state-muted = En silencio
alerts-state-superseded = Con renovación
alerts-state-quiet = Sin avisar todavía
alerts-mails = Correos
alerts-settings = Cuándo y cómo
alerts-views = Qué avisos
alerts-none-title = Nada por aquí
alerts-none-open = Nada espera por usted. A quien haya que avisar se le avisa por correo, y aparece aquí.
alerts-none-other = Ningún aviso está en este estado.
alerts-ends = Vence
alerts-told = Avisado
alerts-who = Quién se ocupa
alerts-nobody = Nadie todavía
alerts-step = { $days ->
    [0] el último día
    [one] { $days } día antes
   *[other] { $days } días antes
}
alerts-step-after = { $days ->
    [one] { $days } día después del vencimiento
   *[other] { $days } días después del vencimiento
}
alerts-acknowledge = Me ocupo
alerts-acknowledge-hint = Cesan los correos repetidos y el aviso a los administradores. El siguiente aviso antes del vencimiento sale igual.
alerts-acknowledge-done = Hecho: usted se encarga. Ahora está en «{ alerts-state-acknowledged }».
alerts-acknowledged = Alguien se ocupa.
alerts-muted-because = Silenciado: { $reason }
alerts-snoozed-until = No se avisa a nadie hasta
alerts-snooze = Aplazar
alerts-snooze-for = Recordar de nuevo
alerts-snooze-days = { $days ->
    [one] mañana
   *[other] dentro de { $days } días
}
alerts-unsnooze = Volver a avisar
alerts-mute = Silenciar
alerts-mute-reason = Por qué no hace falta avisar
alerts-mute-hint = Ya no se avisa a nadie de este vencimiento.
alerts-unmute = Quitar el silencio
alerts-assign = Asignar
alerts-assignee = Quién se ocupa
alerts-assignee-hint = Solo se avisa a esta persona, y a los administradores cuando nadie se ocupa.
alerts-assignee-none = Todos los que reciben avisos
alerts-successor = Renovado por
alerts-successor-none = Sin renovar
alerts-successor-hint = Entonces ya no se avisa de este.
alerts-more = Aplazar, asignar, silenciar
alerts-mails-text = Qué correos salieron y cuáles no pudieron.
alerts-mails-none = Todavía no se ha enviado ningún correo de aviso.
alerts-mail-when = Cuándo
alerts-mail-to = Para
alerts-mail-about = Sobre
alerts-mail-state = Estado
alerts-mail-kind-alert = Aviso
alerts-mail-kind-escalation = Aviso a administradores
alerts-mail-kind-digest = Resumen
alerts-mail-queued = En espera
alerts-mail-sent = Enviado
alerts-mail-failed = Fallido
alerts-mail-attempts = { $count ->
    [one] { $count } intento
   *[other] { $count } intentos
}
alerts-mail-member = Un miembro
alert-settings-title = Cuándo y cómo se avisa
alert-settings-steps = Días antes del vencimiento
alert-settings-hour = A las
alert-settings-days = Días hábiles
alert-settings-own = Cómo se le avisa a usted
alert-settings-delivery = Correos
alert-delivery-each = Un correo por aviso
alert-delivery-daily = Un correo al día
alert-delivery-weekly = Un correo a la semana
alert-delivery-off = Ninguno
alert-settings-locale = Idioma de los correos
alert-settings-locale-default = El de la organización
weekday-1 = Lunes
weekday-2 = Martes
weekday-3 = Miércoles
weekday-4 = Jueves
weekday-5 = Viernes
weekday-6 = Sábado
weekday-7 = Domingo
alert-link-title = ¿Se ocupa usted?
alert-link-text = { $what } vence el { $date }.
alert-link-seen = Alguien ya se ocupa. Aquí no queda nada por hacer.
alert-link-done = Gracias. Queda anotado que alguien se ocupa.
alert-link-snoozed = Gracias. No se avisa a nadie durante { $days } días.
alert-link-snooze = Recordarlo dentro de { $days } días
alert-link-closed-title = Este enlace ya no sirve
alert-link-closed = El certificado se renovó o se eliminó, o el correo tiene más de 30 días. Entre para ver qué está pendiente.
alert-link-sign-in = Entrar
unsubscribe-title = ¿No más correos de avisos?
unsubscribe-text = Ya no se le avisará por correo cuando venza un certificado de esta organización. En «Cuándo y cómo» puede activarlo de nuevo.
unsubscribe-submit = No me envíen ninguno
unsubscribe-done-title = Ya no recibirá estos correos
unsubscribe-done = En Avisos → Cuándo y cómo puede activarlos de nuevo.
unsubscribe-closed = Este enlace no sirve. Entre y desactive los correos en Avisos → Cuándo y cómo.
mail-ending-ends = { $days ->
    [0] vence hoy
    [one] vence mañana
   *[other] vence en { $days } días
}
mail-ending-ended = { $days ->
    [one] venció ayer
   *[other] venció hace { $days } días
}
mail-ending-subject = { $what } { $when }
mail-ending-subject-certificate = El certificado «{ $what }» { $when }
mail-ending-subject-escalation = Nadie se ocupa: { $what } { $when }
mail-ending-subject-digest = { $count ->
    [one] Un certificado de { $organization } requiere atención
   *[other] { $count } certificados de { $organization } requieren atención
}
mail-ending-text = Un certificado que guarda { $organization } llega a su fin. Ocúpese, por favor, de su renovación.
mail-ending-text-escalation = Un certificado que guarda { $organization } llega a su fin y nadie ha dicho que se ocupa. Se le avisa como administrador.
mail-ending-text-digest = Estos certificados que guarda { $organization } llegan a su fin. Ocúpese, por favor, de su renovación.
mail-ending-decide = Me ocupo, o más tarde
mail-ending-open = Abrirlo en Credenza
mail-ending-more = { $count ->
    [one] Y { $count } más.
   *[other] Y { $count } más.
}
mail-ending-why = Se le avisa porque puede ver los certificados de { $organization }.
mail-ending-unsubscribe = No más correos de estos
audit-alert-read = { $outcome ->
    [refused] Se negó a { $actor } ver los avisos.
   *[other] { $actor } vio los avisos.
}
audit-alert-acknowledge = { $actor } se ocupa del vencimiento de { $object }.
audit-alert-snooze = { $actor } aplazó el vencimiento de { $object }.
audit-alert-mute = { $actor } silenció el vencimiento de { $object }.
audit-alert-unmute = { $actor } hace que se avise de nuevo del vencimiento de { $object }.
audit-alert-assign = { $actor } dijo quién se ocupa del vencimiento de { $object }.
audit-alert-supersede = { $actor } dijo qué tomó el lugar de { $object }.
audit-alert-set_ladder = { $actor } cambió cuándo se avisa de los vencimientos.
audit-alert-set_preference = { $actor } cambió cómo se envían los correos de aviso.
action-alert-read = Avisos vistos
action-alert-acknowledge = Aviso reconocido
action-alert-snooze = Aviso aplazado
action-alert-mute = Aviso silenciado
action-alert-unmute = Silencio quitado
action-alert-assign = Aviso asignado
action-alert-supersede = Renovación anotada
action-alert-set_ladder = Plazos de aviso cambiados
action-alert-set_preference = Correos de aviso cambiados

## Renewal links
renewal-card = Renovación
renewal-ask = Pedir el archivo nuevo
renewal-ask-again = Pedir de nuevo
renewal-explained = Su cliente recibe un enlace con el que envía el archivo nuevo, una sola vez y sin cuenta. Se compara con este certificado y toma su lugar. Un enlace anterior deja de valer.
renewal-email = Correo de su cliente
renewal-language = Idioma del correo y de la página
renewal-days = Válido por cuántos días
renewal-mail = Enviar el correo
renewal-link = Crear un enlace para copiar
renewal-made = El enlace está listo.
renewal-url = Enlace para su cliente
renewal-url-hint = Solo se muestra ahora. Quien lo tenga puede enviar el archivo nuevo.
renewal-sent-to = Pedido por correo a { $email }
renewal-given = Pedido con un enlace
renewal-good-until = Válido hasta el
renewal-over = El enlace venció el
renewal-came = El archivo nuevo llegó
renewal-tried = { $count ->
    [one] un archivo probado
   *[other] { $count } archivos probados
}
renewal-revoke = Anular el enlace
renewal-page = Enviar el certificado nuevo
renewal-no-token = El enlace está incompleto. Ábralo de nuevo desde el correo, o cópielo entero.
renewal-waiting = Un momento …
renewal-holder = De
renewal-kind = Tipo
renewal-ends = Vence
renewal-file = El archivo nuevo
renewal-file-hint = Un .p12 o .pfx, o un .cer con su .key.
renewal-key = El archivo que lo acompaña
renewal-key-hint = El .key, si el primero es el .cer.
renewal-password = Contraseña del archivo
renewal-password-hint = La que se eligió al crear el archivo. Déjela vacía si no tiene.
renewal-progress = Cuánto se ha enviado
renewal-send = Enviar
error-renewal_days = Elija de 1 a 60 días.
client-renewal-asked = { $other } guarda su certificado digital, que vence pronto, y le pide el nuevo.
client-renewal-until = Este enlace sirve una vez, hasta el { $other }.
client-renewal-reading = Comprobando y sellando …
client-renewal-done = Gracias. { $other } ya tiene el certificado nuevo, válido hasta el { $date }. Puede cerrar esta página.
problem-renewed = Otro certificado ya tomó el lugar de este.
problem-no_renewal = Este archivo no renueva el certificado.
problem-renewal_closed = Este enlace venció, o fue anulado o sustituido. Pida uno nuevo al despacho.
problem-renewal_used = El archivo nuevo ya llegó con este enlace. No queda nada por hacer.
problem-renewal_superseded = El despacho ya tiene el certificado nuevo. No queda nada por hacer.
problem-renewal_exhausted = Se probaron demasiados archivos con este enlace. Pida uno nuevo al despacho.
problem-renewal_no_certificate = Solo contiene una clave. Envíe también el certificado (.cer).
problem-renewal_same_file = Es el certificado que vence. Envíe el nuevo.
problem-renewal_other_holder = Es de otro titular.
problem-renewal_other_tax_id = Es de otra identificación fiscal.
problem-renewal_other_kind = Es un certificado de otro tipo.
problem-renewal_not_later = No vence después del que se renueva.
problem-renewal_ended = Ya está vencido.
problem-renewal_key_missing = Falta la clave privada. Envíe el .key con el .cer, o el .p12 o .pfx.
mail-renewal-subject = { $organization } necesita el certificado nuevo de { $what }
mail-renewal-text = { $asker }, de { $organization }, le pide el certificado digital nuevo de { $what }. El actual vence el { $date }.
mail-renewal-what = Tenga a mano el archivo nuevo y su contraseña. No hace falta una cuenta, y sirve el teléfono.
mail-renewal-button = Enviar el archivo nuevo
mail-renewal-until = El enlace sirve una vez, hasta el { $date }. No reenvíe este correo.
mail-renewal-stranger = ¿Tiene dudas? Llame a { $organization } al número que ya conoce. Nadie le pide que responda a este correo con un archivo o una contraseña.
mail-renewed-subject = Llegó el certificado nuevo de { $what }
mail-renewed-text = Su cliente envió con el enlace el certificado nuevo de { $what }. Está sellado, y es válido hasta el { $date }. Ya no se avisa del vencimiento del anterior.
mail-renewed-other-issuer = Lo emitió otra autoridad que el anterior: revíselo antes de usarlo.
mail-renewed-button = Ver el certificado
mail-renewed-note = No se sabe quién tenía el enlace. Titular, identificación fiscal y tipo son los del anterior; no se comprobó si la autoridad es auténtica.
action-certificate-ask_renewal = Archivo nuevo pedido
action-certificate-revoke_renewal = Enlace de renovación anulado
action-certificate-renew = Renovado con enlace
audit-certificate-ask_renewal = { $actor } pidió al cliente el archivo nuevo de { $object }.
audit-certificate-revoke_renewal = { $actor } anuló el enlace que pedía el archivo nuevo de { $object }.
audit-certificate-renew = { $outcome ->
    [refused] No se aceptó un archivo enviado con el enlace para renovar { $object }.
   *[other] { $object } se renovó con el enlace que pedía el archivo nuevo.
}

## Trabajadores y acreditaciones
permission-worker-read = Verse a sí mismo y a los trabajadores a su cargo
permission-worker-read_all = Ver a todos los trabajadores
permission-worker-write = Crear y editar trabajadores
permission-ticket-write = Registrar, corregir y renovar acreditaciones
permission-ticket-approve = Aprobar acreditaciones o devolverlas
permission-ticket-revoke = Suspender, restablecer y revocar acreditaciones
permission-ticket_type-manage = Crear y cambiar tipos de acreditación
permission-site-manage = Gestionar obras, cuadrillas, contratistas, puestos y tareas
problem-ticket_state = El estado de la acreditación ya no permite esto. Vuelva a cargar la página.
problem-own_ticket = Usted escribió esta acreditación o es suya: otra persona tiene que comprobarla.
problem-not_renewable = Solo se puede renovar una acreditación aprobada del mismo trabajador y tipo.
problem-renewal_open = Esta acreditación ya tiene una renovación. Corríjala o retírela primero.
problem-type_archived = Este tipo de acreditación está en el archivo. Elija otro.
problem-worker_archived = Este trabajador está en el archivo. Sáquelo primero.
problem-in_use = Todavía hay cosas que pertenecen a esto. Muévalas primero o póngalo en el archivo.
action-worker-read = Trabajadores consultados
action-worker-read_all = Todos los trabajadores consultados
action-worker-create = Trabajador añadido
action-worker-update = Trabajador cambiado
action-worker-delete = Trabajador eliminado
action-ticket-create = Acreditación registrada
action-ticket-update = Acreditación corregida
action-ticket-withdraw = Acreditación retirada
action-ticket-approve = Acreditación aprobada
action-ticket-send_back = Acreditación devuelta
action-ticket-suspend = Acreditación suspendida
action-ticket-reinstate = Acreditación restablecida
action-ticket-revoke = Acreditación revocada
action-ticket_type-create = Tipos de acreditación creados
action-ticket_type-update = Tipo de acreditación cambiado
action-ticket_type-delete = Tipo de acreditación eliminado
action-site-create = Obra creada
action-site-update = Obra cambiada
action-site-require = Requisitos de la obra cambiados
action-site-delete = Obra eliminada
action-crew-create = Cuadrilla creada
action-crew-update = Cuadrilla cambiada
action-crew-delete = Cuadrilla eliminada
action-contractor-create = Contratista creada
action-contractor-update = Contratista cambiada
action-contractor-delete = Contratista eliminada
audit-worker-read = { $actor } consultó trabajadores.
audit-worker-read_all = { $actor } consultó todos los trabajadores.
audit-worker-create = { $actor } añadió al trabajador { $object }.
audit-worker-update = { $actor } cambió al trabajador { $object }.
audit-worker-delete = { $actor } eliminó al trabajador { $object }.
audit-ticket-create = { $actor } registró la acreditación { $object }.
audit-ticket-update = { $actor } corrigió la acreditación { $object }.
audit-ticket-withdraw = { $actor } retiró la acreditación { $object }.
audit-ticket-approve = { $outcome ->
    [refused] { $actor } no puede aprobar la acreditación { $object }: es suya y otra persona puede hacerlo.
   *[other] { $actor } aprobó la acreditación { $object }.
}
audit-ticket-send_back = { $actor } devolvió la acreditación { $object }.
audit-ticket-suspend = { $actor } suspendió la acreditación { $object }.
audit-ticket-reinstate = { $actor } restableció la acreditación { $object }.
audit-ticket-revoke = { $actor } revocó la acreditación { $object }.
audit-ticket_type-create = { $actor } creó tipos de acreditación: { $object }.
audit-ticket_type-update = { $actor } cambió el tipo de acreditación { $object }.
audit-ticket_type-delete = { $actor } eliminó el tipo de acreditación { $object }.
audit-site-create = { $actor } creó la obra { $object }.
audit-site-update = { $actor } cambió la obra { $object }.
audit-site-require = { $actor } indicó qué acreditaciones exige la obra { $object }.
audit-site-delete = { $actor } eliminó la obra { $object }.
audit-crew-create = { $actor } creó la cuadrilla { $object }.
audit-crew-update = { $actor } cambió la cuadrilla { $object } o quién la supervisa.
audit-crew-delete = { $actor } eliminó la cuadrilla { $object }.
audit-contractor-create = { $actor } creó la contratista { $object }.
audit-contractor-update = { $actor } cambió la contratista { $object } o quién dirige a su gente.
audit-contractor-delete = { $actor } eliminó la contratista { $object }.

## Passes
permission-pass-issue = Emitir y revocar pases
permission-pass-take = Obtener un pase para sí mismo
problem-pass_revoked = Este pase fue revocado, y así queda. Para uno nuevo, genere una clave nueva en el teléfono.
action-pass-read = Pases vistos
action-pass-issue = Pase emitido
action-pass-take = Pase propio obtenido
action-pass-revoke = Pase revocado
action-pass-set_name = Nombre en los pases cambiado
action-pass-sign_status = Lista de estados firmada
action-pass_key-create = Clave de pases creada
action-pass_key-read = Claves de pases vistas
action-pass_key-rotate = Clave de pases renovada
action-pass_key-distrust = Clave de pases descartada
audit-pass-read = { $actor } vio los pases.
audit-pass-issue = { $outcome ->
    [intent] { $actor } va a emitir el pase { $object }.
    [failed] { $actor } no pudo emitir el pase { $object }.
   *[other] { $actor } emitió el pase { $object }.
}
audit-pass-take = { $outcome ->
    [intent] { $actor } va a obtener el pase { $object } para sí.
    [failed] { $actor } no pudo obtener el pase { $object } para sí.
   *[other] { $actor } obtuvo el pase { $object } para sí.
}
audit-pass-revoke = { $actor } revocó el pase { $object }.
audit-pass-set_name = { $actor } cambió cuánto del nombre muestran los pases.
audit-pass-sign_status = { $outcome ->
    [intent] Se va a firmar una lista de estados con la clave { $object }.
    [failed] No se firmó una lista de estados con la clave { $object }.
   *[other] Se firmó una lista de estados con la clave { $object }.
}
audit-pass_key-create = Se creó la clave de pases { $object }.
audit-pass_key-read = { $actor } vio las claves de los pases.
audit-pass_key-rotate = { $outcome ->
    [refused] { $actor } no puede renovar las claves de los pases.
   *[other] { $actor } puso una clave de pases nueva en lugar de la anterior.
}
audit-pass_key-distrust = { $outcome ->
    [refused] { $actor } no puede descartar la clave de pases { $object }.
   *[other] Se descartó la clave de pases { $object }: ya no vale nada de lo que firmó.
}
## Calendario, suscripciones y webhooks
calendar-title = Calendario
calendar-range = { $from } a { $to }
calendar-month = { $month } { $year }
calendar-total = { $count ->
    [0] no vence nada
    [one] un vencimiento
   *[other] { $count } vencimientos
}
calendar-subscribe = Suscribirse
calendar-from = Desde el mes
calendar-chart = Qué vence y cuándo
calendar-move = Otros meses
calendar-earlier = Antes
calendar-later = Después
calendar-column = { $month }: { $count ->
    [0] no vence nada
    [one] un vencimiento
   *[other] { $count } vencimientos
}
calendar-table = Mes por mes
calendar-by = Filas de la tabla
calendar-sum = Suma
calendar-others = Todos los demás
calendar-list = Qué vence, en orden
calendar-all-months = Todos los meses
calendar-none = No vence nada en este tiempo. Elija otros meses o quite los filtros.
calendar-csv-name = Nombre
calendar-csv-tax-id = Identificación fiscal
calendar-csv-link = Enlace
calendar-file-name = Vencimientos de { $organization }
calendar-event-ends = { $what }: vence el certificado
calendar-event-ended = { $what }: venció el certificado
calendar-event-text = { $kind }. Vence el { $date }.
feed-title = Enlace de calendario
feed-text = Un enlace con el que su propia aplicación de calendario muestra lo que vence y se mantiene al día.
feed-link = Su enlace
feed-made = Creado
feed-read = Última lectura
feed-never = nunca
feed-none = Todavía no tiene un enlace.
feed-make = Crear un enlace
feed-again = Crear otro enlace
feed-replaces = El enlace se mostró una sola vez. Otro ocupa su lugar, y el anterior termina enseguida.
feed-revoke = Retirarlo
feed-know = Conviene saber
feed-know-bearer = Quien tenga el enlace lo lee, sin iniciar sesión. Déselo a su aplicación de calendario y a nadie más.
feed-know-least = Muestra de quién es el certificado o la acreditación que vence, su tipo y el día; de una invitación, cómo empieza su dirección. Ni identificaciones fiscales, ni nada sobre la salud de nadie, ni archivos, ni contraseñas.
feed-know-ends = Muestra lo que usted puede ver en ese momento. Lo que ya no pueda ver desaparece de él enseguida.
channels-noscript = Esta página necesita JavaScript: lo que se crea aquí se confirma con su contraseña o su llave de acceso.
shown-once-title = Cópielo ahora
shown-once-text = Se muestra esta única vez; después nadie lo puede consultar.
webhooks-title = Webhooks
webhooks-text = Se avisa a sus programas y salas de chat de lo que vence, como a las personas: cada aviso una vez.
webhooks-list = A quién se avisa
webhooks-none = A nadie todavía. Cree un webhook para su programa, o para una sala de Slack o Teams.
webhook-made = Creado
webhook-held = no se intenta antes del
webhook-failing = { $count ->
    [one] no lo aceptó, un intento
   *[other] no lo aceptó, { $count } intentos
}
webhook-test = Probar
webhook-pause = Pausar
webhook-resume = Reanudar
webhook-remove = Quitar
webhook-log = Qué se envió
webhook-log-none = Todavía no se ha enviado nada.
webhook-attempts = { $count ->
    [0] sin intentar todavía
    [one] un intento
   *[other] { $count } intentos
}
webhook-resend = Enviar de nuevo
webhook-new = Webhook nuevo
webhook-name = Nombre
webhook-name-hint = Para distinguirlo de otros, como «Chat de administración».
webhook-format = Formato
webhook-format-credenza = JSON, para su propio programa
webhook-format-slack = Slack y compatibles
webhook-format-teams = Teams (un flujo con Adaptive Card)
webhook-url = Dirección
webhook-url-hint = Empieza por https:// y está en la Internet pública. Se guarda sellada: después solo se muestra el servidor.
webhook-create = Crear webhook
webhook-paused-member = en pausa
webhook-paused-gone = en pausa: respondió que ya no existe
webhook-paused-restored = en pausa tras una restauración: créelo de nuevo
webhook-done-test = Una prueba va en camino. Abajo ve qué es de ella.
webhook-done-resend = Se envía de nuevo, con el mismo identificador.
webhook-state-queued = en camino
webhook-state-delivered = entregado
webhook-state-failed = abandonado
webhook-kind-alert = aviso
webhook-kind-escalation = escalado
webhook-kind-test = prueba
webhook-know-signed = Cada mensaje va firmado con un secreto que se muestra una vez (Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature).
webhook-know-once = Cada aviso es un evento con un identificador. Lo que no se acepta se envía de nuevo con ese identificador, durante tres días, cada vez con menos frecuencia.
webhook-know-least = Dice a nombre de quién está un certificado, cuándo vence y dónde atenderlo. Nada más.
webhook-open = Abrir en Credenza
webhook-alert-title = { $what } { $when }
webhook-escalation-title = Nadie se ocupa: { $what } { $when }
webhook-alert-text = { $organization } · vence el { $date }
webhook-test-title = Una prueba de Credenza
webhook-test-text = { $organization } avisa a esta dirección de los certificados que vencen.
mail-feed-subject = Se creó un enlace de calendario
mail-feed-text = Se creó un enlace de su cuenta con el que un calendario lee lo que vence, el { $moment }. Quien lo tenga lee ese calendario.
mail-feed-stranger = ¿No fue usted? Entonces retírelo enseguida en «Enlace de calendario», cierre todas las demás sesiones, ponga una contraseña nueva y avise al administrador de su organización.
problem-too_many_webhooks = Ya hay diez webhooks. Quite uno que ya no haga falta.
problem-webhook_url = Escriba una dirección completa, como https://example.com/hook.
problem-webhook_https = Escriba una dirección que empiece por https://.
problem-webhook_credentials = Escriba una dirección sin usuario ni contraseña.
problem-webhook_long = Escriba una dirección de 2000 caracteres como máximo.
problem-webhook_not_public = Esta dirección no está en la Internet pública. Quien administra el servidor puede permitirla.
problem-webhook_format = Elija uno de los formatos.
client-act-calendar_feed-create = Va a crear un enlace con el que un calendario lee lo que vence. Quien lo tenga lo lee. El enlace anterior termina.
client-do-calendar_feed-create = Crear enlace
client-act-webhook-create = Va a hacer que se avise a «{ $other }» de lo que vence.
client-do-webhook-create = Crear webhook
client-act-webhook-update = Va a pausar el webhook «{ $other }», o a reanudarlo.
client-do-webhook-update = Cambiar webhook
client-act-webhook-delete = Va a quitar el webhook «{ $other }», con el registro de lo que se le envió.
client-do-webhook-delete = Quitar webhook
action-calendar_feed-create = Enlace de calendario creado
action-calendar_feed-revoke = Enlace de calendario retirado
action-webhook-read = Webhooks consultados
action-webhook-create = Webhook creado
action-webhook-update = Webhook pausado o reanudado
action-webhook-delete = Webhook quitado
action-webhook-test = Webhook probado
action-webhook-resend = Webhook avisado de nuevo
audit-calendar_feed-create = { $outcome ->
    [refused] No se permitió a { $actor } crear un enlace de calendario.
   *[done] { $actor } creó un enlace de calendario, { $object }.
}
audit-calendar_feed-revoke = { $actor } retiró un enlace de calendario, { $object }.
audit-webhook-read = { $actor } consultó los webhooks.
audit-webhook-create = { $outcome ->
    [refused] No se permitió a { $actor } crear un webhook.
   *[done] { $actor } creó el webhook { $object }.
}
audit-webhook-update = { $outcome ->
    [refused] No se permitió a { $actor } cambiar el webhook { $object }.
   *[done] { $actor } pausó el webhook { $object }, o lo reanudó.
}
audit-webhook-delete = { $outcome ->
    [refused] No se permitió a { $actor } quitar el webhook { $object }.
   *[done] { $actor } quitó el webhook { $object }.
}
audit-webhook-test = { $actor } envió una prueba al webhook { $object }.
audit-webhook-resend = { $actor } hizo avisar de nuevo al webhook { $object }.
client-sure = Retirarlo ahora
## Imports

import-link = Importar
import-customers-title = Importar clientes
import-customers-text = De una lista que ya tiene: CSV o un libro de Excel. Primero ve, fila por fila, qué pasará; no se escribe nada antes de que usted lo diga.
import-existing = Clientes que ya están
import-existing-keep = Dejarlos como están
import-existing-update = Cambiarlos según el archivo
import-existing-hint = Se reconocen por su identificación fiscal o, si no, por su nombre. Las celdas vacías no cambian nada.
import-country = ¿De qué país son las identificaciones fiscales?
import-country-file = Lo dice el archivo
import-country-hint = Para filas sin país. Una columna llamada RFC, NIF o CNPJ ya lo dice.
import-drop = Suelte aquí la lista, o
import-choose = Elegir un archivo
import-file-hint = .csv o .xlsx, hasta 2 MiB y 10 000 filas
import-noscript = Importar necesita scripts, que este navegador no ejecuta. El comando credenza import y la API hacen lo mismo.
import-progress = Cuántas filas van
import-filters = Qué filas
import-outcome = Resultado
import-restart = Elegir otro archivo
import-see-customers = Ver los clientes
import-columns-title = Cómo pueden llamarse las columnas
import-column-name = Nombre
import-column-name-text = Debe estar: nombre, razón social, cliente, name, nome, razão social…
import-column-tax-id = Identificación fiscal
import-column-tax-id-text = RFC, NIF, CIF, CNPJ, CPF, NIT, CUIT, partita IVA, PAN, tax id…
import-column-others = País, notas
import-column-others-text = país, country; notas, observaciones, notes, observações… Las demás columnas no se leen.
client-import-preview-title = Qué pasará con { $file }
client-import-done-title = { $file }
client-import-reading = Leyendo…
client-import-progress = { $count } de { $total }
client-import-cut-off = Se perdió la conexión. Importe otra vez el mismo archivo: lo que ya está hecho no se hace dos veces.
client-import-column = { $heading } ({ $field })
client-import-columns = Se leen: { $columns }.
client-import-columns-left = No se leen: { $columns }.
client-import-field-name = nombre
client-import-field-tax_id = identificación fiscal
client-import-field-country = país
client-import-field-notes = notas
client-import-row = Fila { $row }
client-import-no-name = Sin nombre
client-import-differs = Distinto: { $fields }.
client-import-will-created = Se creará
client-import-will-updated = Se cambiará
client-import-will-unchanged = Ya está
client-import-will-refused = No se tomará
client-import-did-created = Creado
client-import-did-updated = Cambiado
client-import-did-unchanged = Ya estaba
client-import-did-refused = No se tomó
client-import-count-will-created = Por crear: { $count }
client-import-count-will-updated = Por cambiar: { $count }
client-import-count-will-unchanged = Ya están: { $count }
client-import-count-will-refused = No se toman: { $count }
client-import-count-did-created = Creados: { $count }
client-import-count-did-updated = Cambiados: { $count }
client-import-count-did-unchanged = Ya estaban: { $count }
client-import-count-did-refused = No tomados: { $count }
client-import-filter-all = Todas
client-import-filter-created = Nuevos
client-import-filter-updated = Cambiados
client-import-filter-unchanged = Ya están
client-import-filter-refused = No se toman
client-import-more = Se muestran las primeras { $shown } de { $total }.
client-import-apply = Importar { $count }
client-act-customer-import = Va a importar clientes de «{ $other }».
client-do-customer-import = Importar
permission-customer-import = Importar clientes
action-customer-import = Importación de clientes
audit-customer-import = { $outcome ->
    [refused] A { $actor } no se le permitió importar clientes.
   *[other] { $actor } comenzó una importación de clientes.
}
action-certificate-import = Importación de certificados
audit-certificate-import = { $outcome ->
    [refused] A { $actor } no se le permitió importar certificados.
   *[other] { $actor } comenzó una importación de certificados.
}
permission-certificate-import = Importar certificados
client-act-certificate-import = Va a importar certificados de «{ $other }».
client-do-certificate-import = Importar
problem-file_too_large = Este archivo es más grande de lo permitido.
problem-too_many_rows = La lista tiene más de 10 000 filas. Divídala.
problem-too_many_columns = La lista tiene demasiadas columnas. Quite las que no hagan falta.
problem-cell_too_long = Una celda de la lista es demasiado larga.
problem-not_a_table = Esto no es una lista: guárdela como CSV o como libro de Excel (.xlsx).
problem-old_workbook = Este es un libro de Excel antiguo (.xls). Guárdelo como .xlsx o como CSV.
problem-no_sheet = El libro no tiene ninguna hoja visible.
problem-unsupported = El archivo usa algo que ningún programa corriente escribe. Guárdelo otra vez con los ajustes habituales.
problem-encrypted_archive = El archivo comprimido está protegido con contraseña. Haga uno sin ella: los archivos de dentro conservan las suyas.
problem-too_many_files = Hay demasiados archivos en el comprimido. Divídalo.
problem-too_much = Lo que hay en el comprimido es más grande de lo permitido.
problem-same_column = Dos columnas tienen nombres con el mismo significado. Cambie uno.
problem-no_column = Ninguna columna se llama «nombre» o algo parecido. La primera fila da nombre a las columnas.
problem-name_missing = Esta fila no tiene nombre.
problem-name_length = Un nombre tiene de 1 a 200 caracteres.
problem-name_control = El nombre tiene caracteres que no se pueden imprimir.
problem-notes_length = Las notas tienen como máximo 4000 caracteres.
problem-notes_control = Las notas tienen caracteres que no se pueden imprimir.
problem-country = Esto no es un país: se esperan sus dos letras, como MX o ES, o su nombre.
problem-country_required = De qué país es esta identificación fiscal no lo dicen ni la fila ni la columna.
problem-duplicate_row = El mismo cliente está más arriba en el archivo.
problem-already_there = Este cliente ya está y es distinto.
problem-several_customers = Varios clientes tienen este nombre: la identificación fiscal diría cuál es.
problem-taken = Otro cliente tiene esta identificación fiscal.
problem-tax_id-empty = La identificación fiscal está vacía.
problem-tax_id-too_long = Es más larga que cualquier identificación fiscal.
problem-tax_id-control = La identificación fiscal tiene caracteres que no se pueden imprimir.
problem-tax_id-structure = No es una identificación fiscal válida de su país.
problem-tax_id-date = Los dígitos de esta identificación fiscal que deberían ser una fecha no lo son.
problem-tax_id-check_digit = El dígito de control de esta identificación fiscal no es correcto. Busque un carácter mal escrito.
problem-tax_id-never_issued = Esta identificación fiscal nunca se expide.
import-certificates-link = Importar muchos
import-certificates-title = Importar certificados
import-certificates-text = Una carpeta entera o un archivo ZIP. Primero ve qué es cada archivo, de quién es y adónde va; no se guarda nada antes de que usted lo diga.
import-passwords = Contraseñas que probar
import-passwords-hint = Se prueban en los archivos que piden una. Solo se guarda, sellada con él, la que abre un archivo.
import-password = Contraseña
import-password-for = Para quién
import-password-add = Otra contraseña
import-certificates-drop = Suelte aquí un ZIP o archivos, o
import-choose-archive = Elegir archivos
import-choose-folder = Elegir una carpeta
import-files-hint = .zip o .p12 .pfx .cer .crt .key .pem, hasta 16 MiB y 2000 archivos. «Para quién»: una identificación fiscal, un cliente o parte del nombre del archivo o de su carpeta.
import-column-holder = Titular y archivos
import-column-customer = Cliente
import-again = Mirar otra vez
client-import-files = { $count } archivos
client-import-too-large = Estos archivos suman más de 16 MiB. Impórtelos por partes.
client-import-will-created-file = Se sellará
client-import-will-updated-file = Se unirá con lo que hay
client-import-will-unchanged-file = Ya está en custodia
client-import-will-refused-file = No se tomará
client-import-did-created-file = Sellado
client-import-did-updated-file = Sellado y unido
client-import-did-unchanged-file = Ya estaba en custodia
client-import-did-refused-file = No se tomó
client-import-count-will-created-file = Por sellar: { $count }
client-import-count-will-updated-file = Por unir: { $count }
client-import-count-will-unchanged-file = Ya en custodia: { $count }
client-import-count-will-refused-file = No se toman: { $count }
client-import-count-did-created-file = Sellados: { $count }
client-import-count-did-updated-file = Unidos: { $count }
client-import-count-did-unchanged-file = Ya estaban en custodia: { $count }
client-import-count-did-refused-file = No tomados: { $count }
problem-duplicate_file = El mismo certificado o la misma clave está en otro de estos archivos.
## Rotation of keys

action-kek-rotate = Claves rotadas
audit-kek-rotate = El operador puso las claves de la organización bajo otras nuevas ({ $object }).
## Revocación
status-revoked = Revocado
revocation = Revocación
revocation-good = No revocado a { $time }
revocation-revoked = Revocado desde { $time }
revocation-unknown = Se desconoce desde { $time }
revocation-warning = La autoridad que emitió este certificado lo ha revocado. Lo que se firme con él desde ahora no vale nada: pida uno nuevo a su titular.
revocation-source-ocsp = OCSP
revocation-source-crl = lista de revocación
revocation-because-unspecified = Motivo: no indicado
revocation-because-key_compromise = Motivo: otra persona puede tener la clave
revocation-because-ca_compromise = Motivo: la clave de la autoridad no es segura
revocation-because-affiliation_changed = Motivo: cambió la vinculación del titular
revocation-because-superseded = Motivo: sustituido por otro
revocation-because-cessation_of_operation = Motivo: ya no se usa
revocation-because-certificate_hold = Motivo: suspendido; puede levantarse
revocation-because-privilege_withdrawn = Motivo: se retiró un derecho
revocation-because-aa_compromise = Motivo: la clave de la autoridad de atributos no es segura
revocation-why-not_asked = Todavía no se ha preguntado a la autoridad.
revocation-why-no_source = El certificado no dice dónde informa la autoridad de las revocaciones.
revocation-why-no_issuer = Falta el certificado de la autoridad, sin el cual no se puede creer ninguna respuesta.
revocation-why-not_issuer = El certificado de la autoridad no estaba donde dice este.
revocation-why-unreachable = El servidor de la autoridad no respondió.
revocation-why-timed_out = El servidor de la autoridad tardó demasiado.
revocation-why-error_answer = El servidor de la autoridad respondió con un error.
revocation-why-forbidden_address = El certificado nombra una dirección a la que no se pregunta.
revocation-why-too_large = La respuesta de la autoridad es mayor que cualquiera real.
revocation-why-malformed = La respuesta de la autoridad no se pudo leer.
revocation-why-wrong_signer = La respuesta no está firmada por la autoridad.
revocation-why-bad_signature = La firma de la respuesta no es buena.
revocation-why-algorithm = La firma de la respuesta ya no demuestra nada.
revocation-why-other_certificate = La respuesta trata de otro certificado.
revocation-why-other_request = La respuesta es a otra pregunta.
revocation-why-stale = La respuesta está caducada.
revocation-why-older = La respuesta es más antigua que la última.
revocation-why-not_yet = La respuesta es del futuro.
revocation-why-not_known = La autoridad no conoce el certificado.
revocation-why-unanswered = La autoridad se negó a responder.
revocation-why-delta = La lista solo dice lo que cambió.
revocation-why-indirect = La lista es de otra autoridad.
revocation-why-other_scope = La lista no abarca este certificado.
revocation-why-critical = La respuesta tiene algo que hay que entender y no se entiende.
alerts-mail-kind-revocation = Revocación
mail-ending-subject-revocation = Revocado: { $what }
mail-ending-text-revocation = La autoridad que lo emitió ha revocado un certificado que guarda { $organization }. Lo que se firme con él desde ahora no vale nada. Ocúpese, por favor, de uno nuevo.
action-certificate-found_revoked = Hallado revocado
action-certificate-found_good = Hallado válido de nuevo
audit-certificate-found_revoked = La autoridad dice que { $object } fue revocado.
audit-certificate-found_good = La autoridad dice que { $object } ya no está revocado.
## Páginas de trabajadores y acreditaciones
nav-workers = Trabajadores
workers-views = Trabajadores y acreditaciones
workers-search = Nombre o referencia …
workers-shown = { $count ->
    [one] { $count } trabajador en esta página
   *[other] { $count } trabajadores en esta página
}
workers-none-title = Nadie coincide
workers-none-text = Ningún trabajador cumple estos filtros. Relaje alguno o quítelos todos.
workers-empty-title = Aún no hay trabajadores
workers-empty-text = Añada a las personas de cuyas acreditaciones responde. Las cuadrillas, obras y contratistas pueden venir antes o después.
worker-new = Nuevo trabajador
worker-edit = Editar trabajador
worker-name = Nombre
worker-reference = Referencia
worker-reference-hint = Por ejemplo, su número de nómina. Ningún documento oficial.
worker-crew = Cuadrilla
worker-site = Obra
worker-contractor = Contratista
worker-contractor-hint = Sin indicar: empleado propio.
worker-account = Cuenta propia
worker-account-hint = Con ella el trabajador se ve a sí mismo y registra sus propias acreditaciones.
worker-place = Dónde trabaja
worker-which = Mostrar
worker-present = Actuales
worker-archive = En el archivo
worker-archived = En el archivo
worker-archive-it = Se ha ido: guardar en el archivo
workers-none-current = Ninguna vigente
worker-no-tickets = Aún sin acreditaciones
worker-no-tickets-text = Una acreditación dice para qué está cualificado alguien, como primeros auxilios. Una persona la registra; otra la comprueba y la aprueba.
tickets-title = Acreditaciones
tickets-search = Trabajador, tipo, número, código …
tickets-shown = { $count ->
    [one] { $count } acreditación en esta página
   *[other] { $count } acreditaciones en esta página
}
tickets-none-title = Nada coincide
tickets-none-text = Ninguna acreditación cumple estos filtros. Relaje alguno o quítelos todos.
tickets-empty-title = Aún no hay acreditaciones
tickets-empty-text = Abra un trabajador y añada su primera acreditación. Aquí verá cuáles vencen primero.
ticket-new = Añadir acreditación
ticket-correct = Corregir
ticket-renew = Renovar
ticket-renew-title = Renovar: { $name }
ticket-type = Tipo
ticket-type-choose = Elija un tipo
ticket-type-none = Aún no hay tipos. Créelos primero:
ticket-number = Número
ticket-issuer = Emisor
ticket-issued-on = Día de emisión
ticket-last-day = Último día
ticket-last-day-hint = Vacío, se calcula según el tipo.
ticket-checked-hint = Otra persona lo comprueba antes de que valga.
ticket-ends = Vence
ticket-no-end = sin vencimiento
ticket-acts = Acciones
ticket-reason = Por qué
ticket-because = Motivo: { $reason }
ticket-issued = Emitida el { $date }
ticket-recorded = Registrada el { $date }
ticket-recorded-by = Registrada el { $date } por { $name }
ticket-approved = Aprobada el { $date }
ticket-approved-by = Aprobada el { $date } por { $name }
ticket-approve = Aprobar
ticket-send-back = Devolver
ticket-suspend-or-revoke = Suspender o revocar
ticket-suspend = Suspender
ticket-revoke = Revocar
ticket-revoke-hint = Lo revocado queda revocado.
ticket-reinstate = Restablecer
ticket-status-pending = Por comprobar
ticket-status-sent_back = Devuelta
ticket-status-not_yet_valid = Aún no válida
ticket-status-valid = Válida
ticket-status-expiring = Por vencer
ticket-status-expired = Vencida
ticket-status-suspended = Suspendida
ticket-status-revoked = Revocada
ticket-status-superseded = Sustituida
ticket-count-pending = { $count } por comprobar
ticket-count-sent_back = { $count ->
    [one] { $count } devuelta
   *[other] { $count } devueltas
}
ticket-count-valid = { $count ->
    [one] { $count } válida
   *[other] { $count } válidas
}
ticket-count-expiring = { $count } por vencer
ticket-count-expired = { $count ->
    [one] { $count } vencida
   *[other] { $count } vencidas
}
ticket-count-suspended = { $count ->
    [one] { $count } suspendida
   *[other] { $count } suspendidas
}
approvals-title = Por aprobar
approvals-text = Lo que otros registraron. Compare cada una con sus papeles antes de aprobarla.
approvals-none-title = Nada que comprobar
approvals-none-text = Cuando alguien registra o corrige una acreditación, espera aquí hasta que otra persona la compruebe.
types-title = Tipos de acreditación
types-text = Qué clases de acreditaciones hay y cuánto vale cada una.
types-start = Añadir las habituales
types-empty-title = Aún no hay tipos
types-empty-text = Empiece con las acreditaciones habituales, como primeros auxilios, trabajo en altura y H2S, y cámbielas a su gusto. O cree las suyas.
type-new = Nuevo tipo
type-edit = Editar tipo
type-name = Nombre
type-code = Código
type-code-hint = Corto y duradero: por él conocen el tipo los pases y los programas.
type-validity = Vale
type-months = { $months ->
    [one] { $months } mes
   *[other] { $months } meses
}
type-for-ever = para siempre
type-expiring = Por vencer desde
type-days-before = { $count ->
    [one] { $count } día antes
   *[other] { $count } días antes
}
type-valid-months = Cuántos meses vale
type-valid-months-hint = Vacío: no vence.
type-renewal-days = Por vencer desde cuántos días antes
type-medical = No sale de aquí
type-medical-hint = Dice algo de la salud de alguien: su nombre no sale de la organización.
type-archived = En el archivo
type-archive-it = Sin nuevas: guardar en el archivo
places-title = Obras y cuadrillas
places-site = Obras
places-crew = Cuadrillas
places-contractor = Contratistas
places-about-site = Aún no hay obras. Una obra es donde trabajan las cuadrillas.
places-about-crew = Aún no hay cuadrillas. Quien supervisa una ve a su gente y registra sus acreditaciones.
places-about-contractor = Aún no hay contratistas. Quien dirige al personal de una ve a ese personal y a nadie más.
place-about = Quiénes
place-workers = { $count ->
    [one] { $count } trabajador
   *[other] { $count } trabajadores
}
place-new-site = Nueva obra
place-new-crew = Nueva cuadrilla
place-new-contractor = Nueva contratista
place-edit-site = Editar obra
place-edit-crew = Editar cuadrilla
place-edit-contractor = Editar contratista
place-overseers-crew = Quién la supervisa
place-overseers-contractor = Quién dirige a su personal
place-overseers-hint = Cada uno necesita un rol que permita ver trabajadores.
record-error-text_length = Es demasiado largo.
record-error-text_control = Escríbalo sin caracteres de control.
record-error-day = No es un día de los años 1900 a 2199.
record-error-unknown_type = Elija un tipo de la lista.
record-error-issued_on_required = Indique el día de emisión o el último día.
record-error-before_issue = El último día es anterior al de emisión.
record-error-reason_required = Diga por qué.
record-error-unknown = Ya no existe. Elija otro.
record-error-out_of_sight = Elija una cuadrilla que supervise o una contratista cuyo personal dirija.
record-error-code = Use de 1 a 32 letras, cifras, puntos, guiones y guiones bajos, como first_aid.
record-error-valid_months = Indique de 1 a 600 meses o déjelo vacío.
record-error-renewal_days = Indique de 0 a 730 días.
record-error-taken = Ya lo tiene otro.

## Comprobantes de las acreditaciones
permission-evidence-read = Ver los comprobantes de las acreditaciones (fotos y PDF)
problem-too_much_evidence = Esta acreditación ya tiene 10 archivos, el máximo. Quite uno primero.
problem-evidence_unseen = Esta acreditación tiene comprobantes y ninguno de sus roles puede verlos: debe revisarla alguien que sí pueda.
problem-file_required = Elija un archivo.
problem-evidence_too_large = El archivo supera los 8 MiB. Tome la foto con menos resolución.
problem-not_evidence = No es una foto (JPEG, PNG) ni un PDF.
problem-heic = Es una foto o un video de un tipo que no todos pueden abrir (HEIC). Guárdelo como JPEG.
problem-breaks_off = El archivo está incompleto. Envíelo otra vez.
problem-trailing_bytes = Hay algo después del final de lo que se muestra. Guarde el archivo de nuevo con otro programa.
problem-damaged_evidence = El archivo está dañado. Consiga otra copia.
problem-unsupported_evidence = El archivo usa algo poco común que no se acepta. Guárdelo de nuevo con ajustes normales.
problem-too_many_pixels = La imagen tiene demasiados píxeles: se aceptan 50 millones como máximo.
problem-encrypted_pdf = El PDF está cifrado. Guárdelo sin contraseña.
problem-active_pdf = El PDF puede ejecutar o abrir algo por sí mismo. Imprímalo en un PDF nuevo y envíe ese.
problem-pdf_carries_files = El PDF lleva otros archivos dentro. Imprímalo en un PDF nuevo y envíe ese.
action-evidence-add = Comprobante añadido
action-evidence-remove = Comprobante quitado
action-evidence-view = Comprobante visto
audit-evidence-add = { $actor } añadió un comprobante a la acreditación { $object }.
audit-evidence-remove = { $actor } quitó un comprobante de la acreditación { $object }.
audit-evidence-view = { $outcome ->
    [intent] { $actor } va a ver un comprobante de la acreditación { $object }.
    [failed] { $actor } intentó ver un comprobante de la acreditación { $object }, sin éxito.
   *[done] { $actor } vio un comprobante de la acreditación { $object }.
}
evidence-title = Comprobantes
evidence-ticket = La acreditación
evidence-count = { $count ->
    [one] { $count } archivo
   *[other] { $count } archivos
}
evidence-none = Nadie ha añadido todavía una foto o un PDF.
evidence-hidden = Su rol no puede ver los comprobantes de las acreditaciones (fotos y PDF).
evidence-open = Descargar el PDF
evidence-added = Añadido el { $date }
evidence-added-by = Añadido el { $date } por { $name }
evidence-remove = Quitar
evidence-add = Foto o PDF de la acreditación
evidence-hint = JPEG, PNG o PDF, de 8 MiB como máximo. Se omite dónde y con qué se tomó la foto.
evidence-send = Añadir
## Passes in the office, on paper and for anybody
passes-title = Pases
passes-text = El teléfono del trabajador toma su pase por sí mismo, en la página /pass. Una tarjeta impresa puede copiarse y termina en siete días; imprima otra para renovarla.
pass-print = Imprimir tarjeta
cards-print = { $count ->
    [one] Imprimir { $count } tarjeta (A4)
   *[other] Imprimir { $count } tarjetas (A4)
}
pass-mail = Enviar por correo cómo llegar al pase
pass-mailed = El correo está en camino.
pass-kind = Se muestra con
pass-live = Un teléfono, en vivo
pass-static = Una tarjeta impresa
pass-ends = Termina
pass-in-force = Vigente
pass-ended = Terminado
pass-revoked = Retirado
pass-revoke = Retirar
pass-revoke-hint = Los accesos lo saben con la próxima lista de estado. El teléfono con esta clave no recibe otro pase.
pass-issued = Emitido el { $date }
pass-issued-by = Emitido el { $date } por { $name }
pass-signed = Renovado
card-title = Tarjetas de pase
card-until = Válida hasta { $moment }
card-compare = Compare la cara: esto puede copiarse.
card-photo = Foto
card-more = { $count ->
    [one] y una acreditación más
   *[other] y { $count } acreditaciones más
 }
record-error-card_count = Elija de 1 a 50 trabajadores.
record-error-worker_email = Escriba primero una dirección en el registro del trabajador.
action-pass-mail = Camino al pase enviado por correo
audit-pass-mail = { $actor } envió por correo a un trabajador el camino a su pase: { $object }.
mail-pass-subject = Su pase de { $organization }
mail-pass-text = { $organization } guarda sus acreditaciones en Credenza. Abra la página en su teléfono e inicie sesión una vez: después su pase está allí y funciona sin señal.
mail-pass-button = Abrir mi pase
mail-pass-note = El pase mismo nunca va en un correo. Inicie sesión con la cuenta a la que fue invitado.
verify-title = ¿Qué vale una acreditación?
verify-text = Junto a cada acreditación hay un código de 8 letras y cifras. Escríbalo y vea si una organización responde por ella.
verify-label = Código
verify-ask = Preguntar
verify-mistyped = Mire otra vez cada carácter: el último no concuerda con los demás.
verify-unknown = Aquí ninguna acreditación tiene el código { $code }. Pregunte a quien se lo mostró quién la emitió.
verify-kind-untold = Una acreditación cuyo tipo no se dice
verify-issuer = Organización
verify-code = Código
verify-from = Emitida
verify-as-of = Según datos del
verify-whose = El código no dice de quién es la acreditación: pida que su titular se la muestre y compare.
verify-says-valid = La organización responde por esta acreditación.
verify-says-expiring = La organización responde por esta acreditación; termina pronto.
verify-says-expired = Esta acreditación ha terminado.
verify-says-not_yet_valid = Esta acreditación aún no está vigente.
verify-says-suspended = La organización suspendió esta acreditación.
verify-says-revoked = La organización revocó esta acreditación.
verify-says-superseded = Otra acreditación ocupa su lugar: pida el código de esa.
verify-says-pending = La organización no responde por esta acreditación.
verify-says-sent_back = La organización no responde por esta acreditación.
## Export of the organization
permission-organization-export = Exportar todo lo que guarda la organización
action-organization-export = Organización exportada
action-certificate-export = Llevado en una exportación
audit-organization-export = { $outcome ->
    [intent] { $actor } va a exportar la organización.
    [refused] Se denegó a { $actor } exportar la organización.
    [failed] { $actor } exportó la organización y se interrumpió.
   *[done] { $actor } exportó la organización.
}
audit-certificate-export = { $outcome ->
    [intent] { $actor } va a llevarse { $object } en una exportación.
    [refused] Se denegó a { $actor } llevarse { $object } en una exportación.
    [failed] { $actor } no pudo llevarse { $object } en una exportación.
   *[done] { $actor } se llevó { $object } en una exportación.
}
client-act-organization-export = Va a exportar su organización. Todo lo que guarda sale con usted.
client-do-organization-export = Exportar
export-title = Exportación
export-text = Todo lo que guarda la organización, en un archivo ZIP: para tener su propia copia o porque se va.
export-all = Todo, con los archivos de los certificados
export-all-text = Las listas, el registro de auditoría y todos los archivos de certificados, claves privadas y contraseñas en custodia, sellados con una frase que usted elige ahora.
export-passphrase = Frase de contraseña
export-passphrase-hint = Anótela antes. No se guarda en ninguna parte: sin ella nadie abre los archivos. Lo mejor es una frase propia, de 12 caracteres como mínimo.
export-all-do = Exportar todo
export-lists = Solo las listas y el registro
export-lists-text = Sin los archivos en custodia; no se abre nada.
export-lists-do = Exportar las listas
export-know-tables = Clientes, certificados, miembros, trabajadores, acreditaciones y más, en CSV que Excel abre.
export-know-sealed = Un programa en el archivo abre los ficheros, sin conexión y sin Credenza. El formato se describe al lado.
export-know-log = Cada archivo que sale tiene su propia entrada en el registro de auditoría. El registro va en el archivo y se puede verificar.
export-know-cut = Un archivo que quedó cortado no se abre. No se pierde nada: exporte otra vez.
problem-passphrase_required = Los archivos salen sellados: escriba una frase de contraseña para ellos.
problem-export_too_many = Hay más de 200 000 archivos en custodia: exporte sin ellos y descargue los que necesite.

## Imports of workers and tickets
action-worker-import = Importación de trabajadores
action-ticket-import = Importación de acreditaciones
audit-worker-import = { $outcome ->
    [refused] A { $actor } no se le permitió importar trabajadores.
   *[other] { $actor } comenzó una importación de trabajadores.
}
audit-ticket-import = { $outcome ->
    [refused] A { $actor } no se le permitió importar acreditaciones.
   *[other] { $actor } comenzó una importación de acreditaciones.
}
import-template = Tabla vacía
import-worker = Trabajador
import-workers-title = Importar trabajadores
import-workers-text = De una lista que ya tiene: CSV o un libro de Excel. Primero ve fila por fila qué pasará; no se escribe nada antes de que usted lo diga.
import-workers-back = Trabajadores
import-workers-what = Cuadrilla, puestos y contratista
import-workers-after = Ver los trabajadores
import-workers-existing = Trabajadores que ya están
import-workers-existing-hint = Se reconocen por su referencia o, si no, por su nombre. Las celdas vacías no cambian nada.
import-tickets-title = Importar acreditaciones
import-tickets-text = De una lista que ya tiene. Los trabajadores deben estar: impórtelos antes. Después, cada acreditación espera su aprobación.
import-tickets-back = Acreditaciones
import-tickets-what = Acreditación
import-tickets-after = Ver lo que espera
import-days = ¿Cómo están escritas las fechas?
import-days-file = Lo dice el archivo
import-days-day_first = Primero el día: 31/01/2026
import-days-month_first = Primero el mes: 01/31/2026
import-days-hint = Solo para fechas como 01/02/2026. Las fechas propias de Excel y 2026-02-01 no necesitan nada.
import-heading-name = Nombre
import-heading-reference = Referencia
import-heading-email = Correo electrónico
import-heading-contractor = Contratista
import-heading-crew = Cuadrilla
import-heading-type = Tipo
import-heading-number = Número
import-heading-issuer = Emisor
import-heading-issued_on = Fecha de emisión
import-heading-expires_on = Vencimiento
import-about-name = El nombre del trabajador: nombre, trabajador, empleado, name, nome …
import-about-reference = Cómo lo conoce en otra parte, como su número de nómina: referencia, número de empleado, matrícula, reference …
import-about-email = correo electrónico, email …
import-about-contractor = Una contratista que ya está, por su nombre; vacío para su propia gente.
import-about-crew = Una cuadrilla que ya está, por su nombre.
import-about-type = Debe estar. Un tipo de acreditación, por su código o su nombre.
import-about-number = Cómo la llama su emisor. Por trabajador, tipo y número se reconoce una acreditación.
import-about-issuer = emisor, entidad, centro, issuer, emissor …
import-about-issued_on = El primer día.
import-about-expires_on = El último día. Vacío: se calcula por el tipo, o no tiene.
client-import-field-reference = referencia
client-import-field-email = correo
client-import-field-contractor = contratista
client-import-field-crew = cuadrilla
client-import-field-type = tipo
client-import-field-number = número
client-import-field-issuer = emisor
client-import-field-issued_on = primer día
client-import-field-expires_on = último día
problem-duplicate_worker = El mismo trabajador está más arriba en el archivo.
problem-worker_already_there = Este trabajador ya está y es distinto.
problem-several_workers = Varios trabajadores tienen este nombre: indique la referencia.
problem-unknown_crew = No hay ninguna cuadrilla con este nombre. Créela antes.
problem-unknown_contractor = No hay ninguna contratista con este nombre. Créela antes.
problem-reference_taken = Otro trabajador, que usted no puede ver, tiene esta referencia.
problem-out_of_sight = Usted no ve a todos los trabajadores: indique una cuadrilla que supervise o una contratista cuya gente dirija.
problem-unknown_worker = No ve a ningún trabajador así. Importe antes los trabajadores.
problem-worker_missing = Esta fila no nombra a ningún trabajador: indique la referencia.
problem-unknown_type = No hay ningún tipo de acreditación con este código o nombre. Créelo antes.
problem-day = No es un día de los años 1900 a 2199.
problem-ambiguous_day = El día podría ser el mes: diga arriba cuál va primero.
problem-duplicate_ticket = La misma acreditación está más arriba en el archivo.
problem-ticket_already_there = El trabajador ya tiene esta acreditación y es distinta. Corríjala o renuévela.
problem-issued_on_required = Indique el día de emisión o el último día.
problem-before_issue = El último día es anterior al de emisión.
## Qué más vence
alerts-kinds = Sobre qué
alerts-kind-all = Todo
alerts-kind-certificate = Certificados
alerts-kind-ticket = Acreditaciones
alerts-kind-invitation = Invitaciones
alerts-kind-api_token = Tokens de API
alerts-kind-kek = Claves
alerts-what = Qué vence
alerts-state-closed = Cerrado
kind-ticket = Acreditación
kind-invitation = Invitación
kind-api_token = Token de API
kind-kek = Clave de cifrado
alert-kek = Clave de cifrado
alert-kek-text = Lo nuevo se sella con esta clave, y llega a su edad. Quien opera el servidor la renueva con «credenza kek rotate»; usted no tiene que volver a sellar nada.
alert-place-certificate = Al certificado
alert-place-ticket = Al trabajador
alert-place-invitation = A los miembros
alert-place-api_token = A los tokens de API
alert-called-invitation = Invitación de { $what }
alert-called-api_token = Token de API «{ $what }»
alert-called-kek = Clave de cifrado { $what }
mail-ending-text-ticket = Una acreditación de alguien que trabaja para { $organization } llega a su fin. Ocúpese, por favor, de su renovación.
mail-ending-text-invitation = Se invitó a alguien a { $organization } y aún no ha aceptado. La invitación llega a su fin. Envíela de nuevo si sigue en pie.
mail-ending-text-api_token = El acceso de un programa a { $organization } llega a su fin. Cree a tiempo otro token y póngalo en el programa.
mail-ending-text-kek = La clave con la que { $organization } sella lo nuevo llega a su edad. Quien opera el servidor la renueva con «credenza kek rotate».
mail-ending-text-escalation-other = Algo de { $organization } llega a su fin y nadie ha dicho que se ocupa. Se le avisa como administrador.
mail-ending-subject-digest-other = { $count ->
    [one] Un asunto de { $organization } requiere atención
   *[other] { $count } asuntos de { $organization } requieren atención
}
mail-ending-text-digest-other = Todo esto de { $organization } llega a su fin. Ocúpese, por favor.
mail-ending-why-other = Se le avisa porque le corresponde ocuparse de ello en { $organization }.
calendar-event-ends-other = { $what }: vence
calendar-event-ended-other = { $what }: ha vencido
action-kek-read = Clave vista
action-ticket-decide_alert = Aviso de acreditación decidido
action-invitation-decide_alert = Aviso de invitación decidido
action-api_token-decide_alert = Aviso de token decidido
action-kek-decide_alert = Aviso de clave decidido
audit-kek-read = { $outcome ->
    [refused] Se negó a { $actor } ver la edad de las claves.
   *[other] { $actor } vio la edad de las claves.
}
audit-ticket-decide_alert = { $actor } decidió sobre el aviso de { $object }.
audit-invitation-decide_alert = { $actor } decidió sobre el aviso de { $object }.
audit-api_token-decide_alert = { $actor } decidió sobre el aviso de { $object }.
audit-kek-decide_alert = { $actor } decidió sobre el aviso de { $object }.
dashboard-others = También hoy
## Readiness
nav-readiness = Aptitud
readiness-title = Quién puede trabajar dónde
readiness-about = Lo que pide cada obra, comparado con las acreditaciones que tiene hoy cada persona.
readiness-which = Perspectiva
readiness-looked = { $count ->
    [one] Un trabajador
   *[other] { $count } trabajadores
  }
readiness-sites = Obras
readiness-empty-title = Todavía no hay obras
readiness-empty-text = Una obra dice qué acreditaciones hacen falta para trabajar en ella. Aquí verá quién está listo, quién no y por qué.
readiness-needs = Aquí hace falta: { $types }.
readiness-needs-none = Aquí todavía no se pide nada, así que pueden trabajar todos.
readiness-needs-edit = Cambiar lo que se pide
readiness-needs-title = Lo que pide { $site }
readiness-needs-legend = Acreditaciones que todos necesitan aquí
readiness-needs-hint = A quien le falte una, o no la tenga en regla, no puede trabajar aquí.
readiness-no-types = Todavía no hay tipos de acreditaciones.
readiness-none = Ningún trabajador corresponde a esto.
readiness-verdict = Puede trabajar
readiness-why = Por qué, o hasta cuándo
readiness-missing = Falta
readiness-until = Hasta el { $date } ({ $type })
readiness-no-end = Sin fin
outlook-not_ready = Hoy no
outlook-within_7 = Menos de 7 días
outlook-within_30 = Menos de 30 días
outlook-within_60 = Menos de 60 días
outlook-ready = Listo
outlook-count-not_ready = { $count } hoy no
outlook-count-within_7 = { $count } por menos de 7 días
outlook-count-within_30 = { $count } por menos de 30 días
outlook-count-within_60 = { $count } por menos de 60 días
outlook-count-ready = { $count ->
    [one] { $count } listo
   *[other] { $count } listos
}
## What vouches for the audit log

seal-title = Quién responde por él
seal-text = Un firmante que solo puede añadir firma el registro una y otra vez. Su clave pública, que conviene obtener también del operador por otra vía, verifica una exportación.
seal-key = Clave pública del registro
seal-copy-key = Copiar la clave pública
seal-last = Último punto de control
seal-covers = { $size } entradas de la época { $epoch }
seal-root = Raíz
seal-none = Aún no hay ninguno
seal-witnesses = Testigos
seal-no-witness = Nadie de fuera cofirma este registro. Con un testigo, ni siquiera el operador podría mostrar dos registros distintos.
seal-witness-text = Otra persona, con su propia clave, ve cada punto de control y cofirma los que crecen a partir del último. Pídale a ella su clave pública.
seal-saw = Vio { $size } entradas
seal-state-cosigned = Cofirmado
seal-state-waiting = Se le pregunta
seal-state-away = No responde
seal-state-refuses = Se niega
seal-state-former = Ya no se le pregunta

## Wallets
pass-wallet = En una cartera
action-credential-issue = Credenciales para una cartera emitidas
action-credential-take = Credenciales para la propia cartera obtenidas
action-pass-renew = Pase renovado por su teléfono
audit-credential-issue = { $outcome ->
    [intent] { $actor } va a emitir credenciales para una cartera: { $object }.
    [failed] { $actor } no pudo emitir credenciales para una cartera: { $object }.
   *[other] { $actor } emitió credenciales para una cartera: { $object }.
}
audit-credential-take = { $outcome ->
    [intent] { $actor } va a obtener credenciales para su propia cartera: { $object }.
    [failed] { $actor } no pudo obtener credenciales para su propia cartera: { $object }.
   *[other] { $actor } obtuvo credenciales para su propia cartera: { $object }.
}
audit-pass-renew = { $outcome ->
    [intent] El pase { $object } se va a renovar para su teléfono.
    [failed] El pase { $object } no se pudo renovar para su teléfono.
    [refused] El pase { $object } no se renovó para su teléfono.
   *[other] El pase { $object } se renovó para su teléfono.
}
## Lectores y registro de accesos
nav-gate = Acceso
permission-scanner-manage = Dar de alta lectores y revocarlos
permission-gate_log-read = Ver el registro de accesos de los trabajadores que uno ve
action-scanner-read = Lectores vistos
action-scanner-create = Lector creado
action-scanner-invite = Enlace para un lector creado
action-scanner-enroll = Lector dado de alta
action-scanner-revoke = Lector revocado
action-gate-scan = Pase revisado en un acceso
action-gate-fork = Registro de un lector contado de dos maneras
action-gate_log-read = Registro de accesos visto
audit-scanner-read = { $actor } vio los lectores.
audit-scanner-create = { $outcome ->
    [refused] A { $actor } no se le permitió crear un lector.
   *[done] { $actor } creó el lector { $object }.
}
audit-scanner-invite = { $outcome ->
    [refused] A { $actor } no se le permitió crear un enlace para el lector { $object }.
   *[done] { $actor } creó un enlace para el lector { $object }.
}
audit-scanner-enroll = Un teléfono se dio de alta como el lector { $object }.
audit-scanner-revoke = { $outcome ->
    [refused] A { $actor } no se le permitió revocar el lector { $object }.
   *[done] { $actor } revocó el lector { $object }.
}
audit-gate-scan = El lector { $object } revisó un pase.
audit-gate-fork = El lector { $object } trajo otro registro que el que había traído. No se tomó.
audit-gate_log-read = { $actor } vio el registro de accesos.
client-act-scanner-create = Va a crear el lector «{ $other }». Quien siga su enlace tiene la autoridad del acceso.
client-do-scanner-create = Crear lector
client-act-scanner-invite = Va a crear un enlace para «{ $other }». El teléfono que lo siga ocupa el lugar del actual.
client-do-scanner-invite = Crear enlace
problem-scanner_revoked = A este lector se le quitó la autoridad para siempre; cree otro.
shown-once-code = Código para escanear con el teléfono
scanners-title = Lectores
scanners-text = Teléfonos que están en el acceso de esta obra. Saben lo que la obra exige, dicen quién pasa, también sin señal, y llevan un registro.
scanners-none = Ningún teléfono tiene aún la autoridad de esta obra. Cree un lector y escanee su código con el teléfono: Dar de alta este teléfono.
scanner-state-invited = Espera un teléfono
scanner-state-enrolled = De alta
scanner-state-revoked = Revocado
scanner-forked = Su registro se contó de dos maneras
scanner-epoch = Alta { $epoch }
scanner-records = { $count ->
    [one] 1 registro
   *[other] { $count } registros
}
scanner-seen = visto
scanner-bundle = al día
scanner-no-phone = Ningún teléfono ha seguido su enlace.
scanner-made = Creado
scanner-link-until = Enlace válido hasta
scanner-again = Dar de alta de nuevo
scanner-link = Enlace nuevo
scanner-revoke = Revocar
scanner-revoke-sure = Revocar para siempre
scanner-new = Lector nuevo
scanner-name = Nombre
scanner-name-hint = Dónde está, o qué teléfono es.
scanner-create = Crear lector
scanner-limit = Lo que vale en el acceso
scanner-limit-label = Como máximo
scanner-limit-none = Un día, como en todas partes
scanner-limit-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
}
scanner-limit-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
}
scanner-limit-hint = Pasado ese tiempo, los lectores de aquí no pueden saberlo. Menos es más estricto y pide señal más a menudo.
scanner-limit-saved = Guardado. Los lectores lo sabrán cuando tengan señal.
scanner-know-key = La clave se hace en el teléfono y no puede salir de él. Un enlace vale para un teléfono, durante 15 minutos.
scanner-know-log = Cada revisión va firmada, llega en su orden, una vez, y tiene una entrada en el registro de auditoría.
scanner-know-revoke = Si se pierde un teléfono, revoque su lector: a la siguiente petición ya no hace nada.
gate-log-title = Registro de accesos
gate-log-text = Lo que dijeron los lectores en los accesos, tal como lo firmaron.
gate-scanner = Lector
gate-decision = Decisión
gate-verdict = Pase
gate-worker = Trabajador
gate-where = Dónde
gate-when = Cuándo
gate-nobody = Nadie de los suyos
gate-compared = cara comparada
gate-missing = Falta: { $types }
gate-doubtful = No es seguro; recibido
gate-empty-title = Aún no hay lecturas
gate-empty-text = Cuando el lector de una obra revisa un pase, lo que dijo aparece aquí en cuanto tiene señal.
gate-none-text = Ninguna lectura corresponde a estos filtros.
gate-csv-received = Recibido
gate-csv-epoch = Alta
gate-csv-number = Número
gate-csv-pass = Id. del pase
gate-csv-reason = Motivo
gate-csv-assurance = Seguridad
gate-csv-missing = Falta
gate-csv-hash = SHA-256
gate-decision-go = Pasa
gate-decision-no_go = No pasa
gate-decision-cannot_tell = No se puede saber
gate-verdict-valid = Válido
gate-verdict-expiring = Vence pronto
gate-verdict-expired = Vencido
gate-verdict-revoked = Revocado
gate-verdict-suspended = Suspendido
gate-verdict-not_yet_valid = Aún no es válido
gate-verdict-unknown_issuer = Emisor desconocido
gate-verdict-forged = Falsificado
gate-verdict-stale = Anticuado
gate-verdict-cannot_tell = No se puede saber
gate-reason-good = La organización responde por él
gate-reason-ends_soon = Una acreditación vence en 30 días o menos
gate-reason-not_a_pass = No es un pase, o fue alterado
gate-reason-unknown_key = No lo emitió nadie en quien se confíe
gate-reason-key_distrusted = Ya no se confía en su clave
gate-reason-trust_ended = La lista de claves de confianza había terminado
gate-reason-bad_signature = Alterado, o no lo emitió la organización
gate-reason-not_its_key = No lo emitió la organización que nombra
gate-reason-not_understood = Dice algo que el lector no conoce
gate-reason-clock_behind = El reloj del lector estaba atrasado
gate-reason-clock_ahead = El reloj del lector estaba adelantado, o el pase era muy viejo
gate-reason-not_yet = Empieza después
gate-reason-pass_ended = El pase había terminado
gate-reason-tickets_ended = Ninguna acreditación seguía vigente
gate-reason-no_device_key = Hecho para ningún teléfono, y mostrado como si lo fuera
gate-reason-bad_device_signature = Mostrado por otro teléfono
gate-reason-shown_too_long_ago = El código era viejo
gate-reason-clocks_disagree = Los dos teléfonos no tenían la misma hora
gate-reason-other_challenge = No respondía al lector
gate-reason-replayed = Ya se había mostrado
gate-reason-revoked = La organización lo revocó
gate-reason-suspended = La organización lo suspendió
gate-reason-not_in_list = La lista de estados no decía nada de él
gate-reason-status_too_old = Lo que se sabía era demasiado viejo
## The calendar of all ends
calendar-months = Periodo
calendar-span = { $count } meses
calendar-needing = Lo que necesita a alguien
calendar-needless = También lo que ya no necesita a nadie
calendar-status = Cómo está
calendar-ended = Vencido
calendar-ahead = Por vencer
calendar-by-type = Por tipo
calendar-by-subject = Por clase
calendar-by-customer = Por cliente
calendar-by-crew = Por cuadrilla
calendar-by-worker = Por trabajador
calendar-head-type = Tipo
calendar-head-subject = Qué vence
calendar-head-customer = Cliente
calendar-head-crew = Cuadrilla
calendar-head-worker = Trabajador
calendar-without-customer = Sin cliente
calendar-without-crew = Sin cuadrilla
calendar-without-worker = De ningún trabajador
dashboard-calm = Hoy no le espera nada.
dashboard-kind-ended = { $count ->
    [one] 1 venció
   *[other] { $count } vencieron
}
dashboard-kind-soon = { $count ->
    [one] 1 vence en 7 días o menos
   *[other] { $count } vencen en 7 días o menos
}
dashboard-kind-month = { $count ->
    [one] 1 vence dentro de 8 a 30 días
   *[other] { $count } vencen dentro de 8 a 30 días
}
## Fotos de trabajadores y datos restringidos
permission-worker-read_medical = Ver lo que se guarda de la salud de los trabajadores
permission-worker-write_medical = Guardar y quitar datos de salud de los trabajadores
permission-worker-read_government_id = Ver los documentos de identidad de los trabajadores
permission-worker-write_government_id = Guardar y quitar documentos de identidad de los trabajadores
action-photo-keep = Foto de un trabajador guardada
action-photo-remove = Foto de un trabajador quitada
action-photo-view = Foto de un trabajador vista
action-photo-print = Foto de un trabajador impresa
action-worker-read_medical = Salud de un trabajador consultada
action-worker-keep_medical = Salud de un trabajador guardada
action-worker-remove_medical = Salud de un trabajador quitada
action-worker-read_government_id = Documento de identidad consultado
action-worker-keep_government_id = Documento de identidad guardado
action-worker-remove_government_id = Documento de identidad quitado
action-worker-export = Dato sellado de un trabajador exportado
audit-photo-keep = { $actor } guardó una foto del trabajador { $object }.
audit-photo-remove = { $actor } quitó la foto del trabajador { $object }.
problem-not_photo = Esto no es una foto (JPEG, PNG).
problem-photo_too_large = La foto supera 1 MiB. Bastan 600 por 800 píxeles.
problem-photo_too_many_pixels = La foto tiene más de 13 millones de píxeles. Bastan 600 por 800.
problem-photo_colours = La foto es transparente, entrelazada o para imprenta. Guárdela como un JPEG corriente.
problem-restricted_length = Escriba algo: hasta 4000 caracteres sobre la salud, hasta 64 de un documento de identidad.
problem-text_control = Escríbalo sin caracteres de control.
client-act-worker-read_medical = Va a ver lo que se guarda de la salud de { $other }.
client-act-worker-keep_medical = Va a guardar un dato de la salud de { $other }. Lo que había se destruye.
client-act-worker-remove_medical = Va a destruir lo que se guarda de la salud de { $other }.
client-act-worker-read_government_id = Va a ver el documento de identidad de { $other }.
client-act-worker-keep_government_id = Va a guardar el documento de identidad de { $other }. Lo que había se destruye.
client-act-worker-remove_government_id = Va a destruir el documento de identidad de { $other }.
client-do-worker-read_medical = Mostrar
client-do-worker-keep_medical = Guardar
client-do-worker-remove_medical = Quitar
client-do-worker-read_government_id = Mostrar
client-do-worker-keep_government_id = Guardar
client-do-worker-remove_government_id = Quitar
photo-of = Foto de { $name }
photo-add = Añadir una foto
photo-replace = Cambiar la foto
photo-file = Foto (JPEG o PNG)
photo-hint = La cara, de frente. Se reduce antes de enviarla; se omite dónde y con qué se tomó. Desde entonces los pases la nombran.
photo-keep = Guardar
photo-remove = Quitar la foto
restricted-title = Restringido
restricted-text = Cada dato se sella por separado y no está en ninguna lista, pase ni correo. Cada consulta pide su contraseña o llave de acceso y queda en el registro de auditoría.
restricted-medical = Salud
restricted-government_id = Documento de identidad
restricted-none = No se guarda nada.
restricted-kept = Guardado { $date }
restricted-kept-by = Guardado { $date } por { $name }
restricted-blind = Su rol puede guardarlo y quitarlo, y no se le muestra si lo hay.
restricted-show = Mostrar
restricted-write = Escribir
restricted-write-hint-medical = Hasta 4000 caracteres. Sustituye a lo que haya.
restricted-write-hint-government_id = Una línea de hasta 64 caracteres. Sustituye a lo que haya.
restricted-keep = Guardar
restricted-remove = Quitar
restricted-noscript = Los datos restringidos vuelven a pedir su contraseña y necesitan JavaScript para ello. También puede hacerse con la API.
audit-photo-view = { $outcome ->
    [intent] { $actor } va a ver la foto del trabajador { $object }.
    [failed] { $actor } intentó ver la foto del trabajador { $object }, sin éxito.
   *[done] { $actor } vio la foto del trabajador { $object }.
}
audit-photo-print = { $outcome ->
    [intent] { $actor } va a imprimir la foto del trabajador { $object }.
    [failed] { $actor } intentó imprimir la foto del trabajador { $object }, sin éxito.
   *[done] { $actor } imprimió la foto del trabajador { $object } en una tarjeta.
}
audit-worker-read_medical = { $outcome ->
    [intent] { $actor } va a ver lo que se guarda de la salud del trabajador { $object }.
    [refused] Se denegó a { $actor } ver lo que se guarda de la salud del trabajador { $object }.
    [failed] { $actor } intentó ver lo que se guarda de la salud del trabajador { $object }, sin éxito.
   *[done] { $actor } vio lo que se guarda de la salud del trabajador { $object }.
}
audit-worker-read_government_id = { $outcome ->
    [intent] { $actor } va a ver el documento de identidad del trabajador { $object }.
    [refused] Se denegó a { $actor } ver el documento de identidad del trabajador { $object }.
    [failed] { $actor } intentó ver el documento de identidad del trabajador { $object }, sin éxito.
   *[done] { $actor } vio el documento de identidad del trabajador { $object }.
}
audit-worker-export = { $outcome ->
    [intent] Un dato sellado de { $object } va a salir con una exportación de { $actor }.
    [failed] Un dato sellado de { $object } iba a salir con una exportación de { $actor }, y falló.
   *[done] Un dato sellado de { $object } salió con una exportación de { $actor }.
}
audit-worker-keep_medical = { $outcome ->
    [refused] Se denegó a { $actor } guardar un dato de la salud del trabajador { $object }.
   *[done] { $actor } guardó un dato de la salud del trabajador { $object }.
}
audit-worker-remove_medical = { $outcome ->
    [refused] Se denegó a { $actor } quitar lo que se guarda de la salud del trabajador { $object }.
   *[done] { $actor } quitó lo que se guardaba de la salud del trabajador { $object }.
}
audit-worker-keep_government_id = { $outcome ->
    [refused] Se denegó a { $actor } guardar el documento de identidad del trabajador { $object }.
   *[done] { $actor } guardó el documento de identidad del trabajador { $object }.
}
audit-worker-remove_government_id = { $outcome ->
    [refused] Se denegó a { $actor } quitar el documento de identidad del trabajador { $object }.
   *[done] { $actor } quitó el documento de identidad del trabajador { $object }.
}
client-act-ticket-approve = Va a aprobar: { $other }.
client-do-ticket-approve = Aprobar
client-act-ticket-send_back = Va a devolver: { $other }.
client-do-ticket-send_back = Devolver
client-act-ticket-suspend = Va a suspender: { $other }.
client-do-ticket-suspend = Suspender
client-act-ticket-reinstate = Va a restablecer: { $other }.
client-do-ticket-reinstate = Restablecer
client-act-ticket-revoke = Va a revocar: { $other }. Es definitivo.
client-do-ticket-revoke = Revocar
## Ladders, one for each kind

alert-settings-when = Hora y días hábiles
alert-settings-zone = En la zona horaria { $zone }, para todo.
alert-settings-zone-change = Cambiar la zona horaria
alert-settings-days-hint = Lo que cae en día inhábil se avisa el día hábil anterior; después del vencimiento, el siguiente.
alert-settings-no-days = Elija una hora y al menos un día hábil.
ladders-title = Plazos de aviso
ladder-before = Antes del vencimiento
ladder-after = Después del vencimiento
ladder-administrators = Administradores
ladder-usual = (lo habitual)
ladder-of-type = Acreditaciones: { $type }
ladder-steps = { $steps } días
ladder-repeats = { $days ->
    [0] No se repite
    [one] Cada día, hasta que alguien se ocupe
    [7] Cada semana, hasta que alguien se ocupe
   *[other] Cada { $days } días, hasta que alguien se ocupe
}
ladder-escalates = { $days ->
    [0] No se les avisa
    [one] Se les avisa si en 1 día nadie se ocupa
   *[other] Se les avisa si en { $days } días nadie se ocupa
}
ladder-new = Plazos propios para un tipo de acreditación
ladder-choose = Elija un tipo
ladder-begin = Empezar
ladder-title = Cuándo se avisa: { $what }
ladder-form = Los plazos
ladder-field-steps-hint = Hasta 12 números distintos, separados por espacios. 0 es el último día. Lo habitual: { $usual }
ladder-field-repeat = Repetir después del vencimiento, cada tantos días
ladder-field-repeat-hint = Hasta que alguien se ocupe. 7 es cada semana; 0, nunca.
ladder-field-escalate = Avisar a los administradores después de tantos días
ladder-field-escalate-hint = Cuando nadie ha dicho que se ocupa. 0 es nunca.
ladder-hour-elsewhere = La hora y los días hábiles son los mismos para todos los plazos:
ladder-reset = Volver a lo habitual
ladder-preview = Qué significa
ladder-ends = Para un vencimiento el
ladder-show = Mostrar
ladder-lead-certificate = De un certificado que vence el { $date } se avisa:
ladder-lead-ticket = De una acreditación cuyo último día es el { $date } se avisa:
ladder-lead-invitation = De una invitación que vence el { $date } se avisa:
ladder-lead-api_token = De un token de API que vence el { $date } se avisa:
ladder-lead-kek = De una clave que cumple su edad el { $date } se avisa:
ladder-day-off = { $day } es día inhábil
ladder-escalation = Si nadie se ocupa, a los administradores el { $date }
ladder-goes-on = Y así sucesivamente, hasta que alguien se ocupe.
ladder-none = No se puede mostrar nada hasta que los números sean correctos.
ladder-error-step = «{ $step }» no es un número de días de 0 a 730.
ladder-error-twice = { $step } está dos veces.
ladder-error-no-steps = Indique al menos un número de días.
ladder-error-many = Indique como máximo 12 números.
ladder-error-days = Indique un número entero de días de 0 a 730.

## What nobody answers about

ladder-field-unanswered = Si nadie responde si fue revocado, avisar después de tantos días
ladder-field-unanswered-hint = A los emisores se les pregunta cada día. Un solo correo por todos, una vez, hasta que haya respuesta. 0 es nunca.
mail-ending-subject-unanswered = { $count ->
    [one] No se sabe si fue revocado: { $what }
   *[other] No se sabe si { $count } certificados fueron revocados
}
mail-ending-text-unanswered = Quien emitió estos certificados, que { $organization } custodia, lleva días sin responder si fueron revocados. Pregunte ahí antes de confiar en ellos. No se le vuelve a avisar hasta que haya habido respuesta.
mail-ending-unanswered = sin respuesta desde el { $date }
webhook-unanswered-title = No se sabe si fue revocado: { $what }
webhook-kind-revocation = revocación
webhook-kind-unanswered = sin respuesta
dashboard-concerns = Revocados, o nadie responde
dashboard-concerns-more = { $count ->
    [one] y uno más
   *[other] y { $count } más
}
dashboard-revoked = Revocado
dashboard-revoked-advice = Pida uno nuevo a su titular
dashboard-unanswered = Sin respuesta
dashboard-unanswered-advice = Pregunte a su emisor si fue revocado

## The firm's logo

audit-organization-set_logo = { $actor } cambió el logotipo de la organización.
action-organization-set_logo = Logotipo cambiado
logo-title = Logotipo
logo-text = Aparece en los correos de su organización y en las páginas que sus clientes y las personas invitadas abren con un enlace.
logo-present = El logotipo actual
logo-file = Una imagen
logo-other = Otra imagen
logo-hint = PNG o JPEG, como máximo 128 KiB y 1200 píxeles por lado. Se muestra sobre blanco. Lo que el archivo cuenta de la cámara, el lugar y el momento se descarta.
logo-set = Subir
logo-remove = Quitar el logotipo
problem-logo_too_large = Envíe una imagen de como máximo 128 KiB y 1200 píxeles por lado.
problem-logo_no_picture = Envíe un PNG o un JPEG.

## Photos at the gate

scanner-photos = Rostros en el acceso
scanner-photos-hint = Los lectores de esta obra llevan las fotos de las personas de sus cuadrillas, y muestran cada una junto al veredicto cuando se lee su pase, también sin señal. En el teléfono cada una está sellada: solo su pase la abre.
action-photo-carry = Foto para un lector
audit-photo-carry = { $outcome ->
    [intent] La foto de { $object } está por sellarse para un lector de la obra.
    [failed] La foto de { $object } no se pudo sellar para un lector de la obra.
   *[other] La foto de { $object } se selló para un lector de la obra.
}

## Typed codes in the gate log

gate-typed = Código escrito
gate-csv-code = Código escrito
gate-code-valid = La acreditación estaba vigente; de quién era, un código no lo dice
gate-code-expiring = Lo estaba, y vencía pronto; de quién era, un código no lo dice
gate-code-expired = La acreditación había vencido
gate-code-not_yet_valid = La acreditación aún no estaba vigente
gate-code-suspended = La acreditación estaba suspendida
gate-code-revoked = La acreditación estaba revocada
gate-code-superseded = Otra acreditación había ocupado su lugar
gate-code-unknown = Ninguna acreditación tenía este código

## How the tickets of workers stand

workers-tickets-none = Ninguna
workers-tickets-expired = Alguna vencida
workers-tickets-expiring = Alguna vence en 30 días o menos
workers-tickets-pending = Alguna por aprobar
workers-tickets-stopped = Alguna suspendida o revocada
workers-tickets-in_force = Todas vigentes
worker-own-pass = Mi pase
## Puestos y tareas
duties-title = Puestos y tareas
duties-text = Qué acreditaciones necesita cada persona por lo que hace, trabaje donde trabaje.
duties-role = Puestos
duties-task = Tareas
duties-about-role = Lo que alguien es por su trabajo, como andamista u operador de montacargas. Quien tiene el puesto necesita sus acreditaciones en todas las obras.
duties-about-task = Lo que se hace hoy, como trabajos en caliente o entrada a espacios confinados. Elíjala en el tablero y vea quién puede hacerla.
duty-new-role = Nuevo puesto
duty-new-task = Nueva tarea
duty-edit-role = Editar puesto
duty-edit-task = Editar tarea
duty-needs = Acreditaciones exigidas
duty-needs-none = Ninguna
duty-needs-role = Acreditaciones que necesita toda persona con este puesto
duty-needs-task = Acreditaciones que necesita toda persona para esta tarea
duty-role-hint = Los lectores dados de alta se guían por los puestos que indica el pase. Un pase anterior a que hubiera puestos no indica ninguno: en el acceso se dirá «sin decisión» hasta que se tome de nuevo. Los teléfonos lo hacen cuando se abre el pase con señal; los pases impresos hay que imprimirlos otra vez.
duty-remove-role = Eliminar el puesto
duty-remove-task = Eliminar la tarea
duty-remove-text-role = Nadie lo tiene.
duty-remove-text-task = Ya no se podrá comprobar quién puede hacerla.
duty-held = { $count ->
    [one] { $count } trabajador tiene este puesto. Quíteselo antes de eliminarlo.
   *[other] { $count } trabajadores tienen este puesto. Quíteselo antes de eliminarlo.
}
duty-see-workers = Ver los trabajadores
record-error-separator = No use punto y coma ni barras verticales (|): en las tablas separan los nombres.
record-error-too_many = Elija como máximo 50.
record-error-many_work_roles = Elija como máximo 20 puestos.
worker-role = Puesto
worker-roles = Puestos
worker-roles-hint = Lo que es por su trabajo. Cada puesto exige sus acreditaciones en todas las obras.
worker-sites-title = Dónde puede trabajar
worker-sites-title-yours = Dónde puede trabajar usted
worker-site-own = Su cuadrilla trabaja aquí
worker-site-own-yours = Su cuadrilla trabaja aquí
asked-by = por { $who }
asked-by-site = la obra
asked-by-role = el puesto { $name }
asked-by-task = la tarea { $name }
readiness-people = Personas
readiness-people-site = De cada obra
readiness-people-all = Todas
readiness-task = Tarea
readiness-task-none = Sin tarea
readiness-for-task = Para la tarea { $task }.
readiness-task-needs = La tarea { $task } exige además: { $types }.
readiness-own-people = Cada obra cuenta a las personas de sus propias cuadrillas.
readiness-of-no-site = { $count ->
    [one] { $count } trabajador no es de ninguna obra.
   *[other] { $count } trabajadores no son de ninguna obra.
}
readiness-show-all = Ver a todas
readiness-nobody = Aquí no trabaja ninguna cuadrilla con personas.
import-about-roles = Nombres de puestos, separados por punto y coma; deben existir. Los del archivo sustituyen a los que tiene.
problem-unknown_role = No hay ningún puesto con este nombre; créelo antes.
problem-many_work_roles = Un trabajador tiene como máximo 20 puestos.
audit-duty-create = { $actor } creó el puesto o la tarea { $object }.
audit-duty-update = { $actor } cambió el puesto o la tarea { $object }, o las acreditaciones que exige.
audit-duty-delete = { $actor } eliminó el puesto o la tarea { $object }.
action-duty-create = Puesto o tarea creados
action-duty-update = Puesto o tarea cambiados
action-duty-delete = Puesto o tarea eliminados
import-heading-roles = Puestos
client-import-field-roles = puestos

## El trabajo en el acceso
gate-task = Tarea: { $name }
gate-csv-task = Tarea
## What was gathered in chats
webhook-state-silent = atendido antes de enviarse
webhook-know-gathered = Los programas reciben cada evento por separado. Una sala de Slack o Teams recibe un solo mensaje cuando hay más de tres a la vez.
