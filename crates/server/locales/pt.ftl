### Português do Brasil. Palavras simples e frases curtas, tratando por você; diz o que fazer.

## Todas as páginas
skip-to-content = Ir para o conteúdo
nav-label = Principal
nav-today = Hoje
nav-certificates = Certificados
nav-upload = Enviar
nav-customers = Clientes
nav-audit = Auditoria
nav-settings = Configurações
menu-label = Menu de { $name }
language = Idioma
theme = Tema
theme-auto = Auto
theme-light = Claro
theme-dark = Escuro
sign-out = Sair
footer-times = Horários em { $zone }.
footer-product = Credenza · software livre, AGPL-3.0-or-later
crumbs-label = Você está em
pager-label = Páginas
next-page = Próxima página
first-page = Primeira página
search = Buscar
results = Resultados
filters-label = Buscar e filtrar
apply = Aplicar
clear-filters = Limpar filtros
any = Qualquer
choose = Não informado
optional = opcional
from = De
to = Até
save = Salvar
edit = Editar
cancel = Cancelar
show = Mostrar
copy = Copiar
retry = Tentar de novo
download = Baixar
form-errors =
    { $count ->
        [one] Há um campo a revisar.
       *[other] Há { $count } campos a revisar.
    }

## Tempo
month =
    { $month ->
        [1] jan
        [2] fev
        [3] mar
        [4] abr
        [5] mai
        [6] jun
        [7] jul
        [8] ago
        [9] set
        [10] out
        [11] nov
       *[12] dez
    }
date =
    { $day } { $month ->
        [1] jan
        [2] fev
        [3] mar
        [4] abr
        [5] mai
        [6] jun
        [7] jul
        [8] ago
        [9] set
        [10] out
        [11] nov
       *[12] dez
    } { $year }
date-long =
    { $weekday ->
        [1] Segunda-feira
        [2] Terça-feira
        [3] Quarta-feira
        [4] Quinta-feira
        [5] Sexta-feira
        [6] Sábado
       *[7] Domingo
    }, { $day ->
        [1] 1º
       *[other] { $day }
    } de { $month ->
        [1] janeiro
        [2] fevereiro
        [3] março
        [4] abril
        [5] maio
        [6] junho
        [7] julho
        [8] agosto
        [9] setembro
        [10] outubro
        [11] novembro
       *[12] dezembro
    } de { $year }
date-time = { $date }, { $time }
date-range = { $from } a { $to }
range-from = a partir de { $date }
range-to = até { $date }
ends = vence { $left }
left-days =
    { $days ->
        [0] hoje
        [1] amanhã
       *[other] em { $days } dias
    }
left-months =
    { $months ->
        [one] em { $months } mês
       *[other] em { $months } meses
    }
left-years =
    { $years ->
        [one] em { $years } ano
       *[other] em { $years } anos
    }
expired-days =
    { $days ->
        [0] venceu hoje
        [1] venceu ontem
       *[other] venceu há { $days } dias
    }
expired-months =
    { $months ->
        [one] venceu há { $months } mês
       *[other] venceu há { $months } meses
    }
expired-years =
    { $years ->
        [one] venceu há { $years } ano
       *[other] venceu há { $years } anos
    }
ago-now = agora mesmo
ago-minutes =
    { $minutes ->
        [one] há { $minutes } minuto
       *[other] há { $minutes } minutos
    }
ago-hours =
    { $hours ->
        [one] há { $hours } hora
       *[other] há { $hours } horas
    }
ago-days =
    { $days ->
        [1] ontem
       *[other] há { $days } dias
    }

## Em que pé está um certificado
status-expired = Vencido
status-within_7 = Até 7 dias
status-within_30 = De 8 a 30 dias
status-within_60 = De 31 a 60 dias
status-later = Depois
status-not_yet_valid = Ainda não válido
status-awaiting_certificate = Só a chave
status-superseded = Substituído

## Entrada e instalação
sign-in = Entrar
email = E-mail
password = Senha
show-password = Mostrar senha
sign-in-note = Cada entrada fica no registro de auditoria da sua organização.
sign-in-first = Sua sessão terminou ou ainda não começou. Entre para continuar de onde estava.
sign-in-failed = E-mail ou senha incorretos. Confira os dois e tente de novo.
setup-title = Configurar o Credenza
setup-text = Você é a primeira pessoa aqui. Dê um nome à sua organização e torne-se administrador dela.
setup-noscript = Esta página precisa de JavaScript uma vez: o link de instalação traz seu token numa parte do endereço que só um script consegue ler. Ou crie a organização no servidor com “credenza admin create-org”.
setup-no-token = O endereço não traz o token de instalação. Abra o link completo que o servidor mostrou, incluindo o que vem depois de “#”.
setup-submit = Criar organização
organization-name = Nome da organização
your-name = Seu nome
password-hint = Pelo menos { $least } caracteres. O que conta é o comprimento: quatro ou cinco palavras sem relação entre si são fortes e fáceis de lembrar. Espaços e qualquer letra são aceitos, e não é preciso usar caracteres especiais.
password-again = Repita a senha

## Hoje
dashboard-summary =
    { $certificates ->
        [one] { $certificates } certificado
       *[other] { $certificates } certificados
    } de { $customers ->
        [one] { $customers } cliente
       *[other] { $customers } clientes
    }
dashboard-tiles = Certificados por tempo restante
dashboard-empty-title = Nada em custódia ainda
dashboard-empty-text = Envie os certificados dos seus clientes, e esta página dirá toda manhã quais precisam de você.
dashboard-empty-sealed = Cada arquivo é selado com uma chave própria.
dashboard-empty-watched = Cada vencimento é acompanhado desde 60 dias antes.
dashboard-empty-recorded = Quem abre um deles fica registrado.
upload-first = Enviar os primeiros arquivos
urgent-title = O que fazer hoje
urgent-all = Todos os certificados
urgent-none = Nada é urgente: nenhum certificado vence nos próximos 30 dias.
advice-expired = Já não são aceitos: peça o arquivo novo
advice-renew = Renove enquanto ainda podem assinar a própria renovação
advice-upload-certificate = Chaves sem o seu certificado: envie-o
chart-title = O que vence e quando
chart-period = Período
chart-months = Meses
chart-weeks = Semanas
chart-empty = Nada vence neste período.
chart-as-table = Mostrar como tabela
chart-when = Quando
chart-number = Quantos
chart-column =
    { $range }: { $count ->
        [one] um vencimento
       *[other] { $count } vencimentos
    }

## Certificados
upload-files = Enviar arquivos
certificates-search = Nome, CPF ou CNPJ, cliente …
certificates-caption = Certificados
certificates-count =
    { $count ->
        [0] Nenhum certificado
        [one] { $count } certificado
       *[other] { $count } certificados
    }
certificates-shown =
    { $count ->
        [one] { $count } certificado nesta página
       *[other] { $count } certificados nesta página
    }
certificates-none-title = Nada encontrado
certificates-none-text = Nenhum certificado corresponde a estes filtros. Afrouxe um deles ou limpe todos.
column-status = Situação
column-holder = Titular
column-customer = Cliente
column-country = País
column-kind = Tipo
column-expires = Vencimento
no-customer = Ainda sem cliente
no-private-key = sem chave privada
not-known-yet = ainda não se sabe
reveal-password = Mostrar senha
revealed-title = Senha
hide-now = Ocultar agora
acts-noscript = Baixar, mostrar a senha e excluir pedem sua senha de novo, e para isso precisam de JavaScript. A API também faz tudo isso.
superseded-text = Um certificado mais novo tomou o lugar deste.
superseded-link = Abrir o mais novo
waiting-text = Esta é uma chave privada sem o seu certificado. Está selada e se une ao certificado assim que ele chegar.
waiting-link = Enviar o certificado
validity = Validade
valid-from = Válido desde
valid-until = Válido até
facts-title = Lido do arquivo
holder = Titular
tax-id = Identificação fiscal
issuer = Emissor
subject = Sujeito
serial = Número de série
key-algorithm = Chave
usages = Serve para
private-key = Chave privada
private-key-present = Em custódia
private-key-absent = Fora da custódia
fingerprint = Impressão digital SHA-256
copy-tax-id = Copiar identificação fiscal
tax-id-unusual = O dígito verificador deste { $id } é incomum: esperava-se { $expected }. Compare-o com o comprovante de inscrição.
copy-serial = Copiar número de série
copy-fingerprint = Copiar impressão digital
history = Histórico
history-all = No registro de auditoria
history-none = Nada foi registrado ainda.
custody = Em custódia
download-file = Baixar { $file }
custody-note = Lacrado. Abrir qualquer um deles exige sua senha e deixa uma entrada no registro de auditoria.
notes-title = Suas anotações
label = Nome para este certificado
label-hint = Aparece no lugar do nome do titular. Deixe em branco para mostrar o titular.
delete-title = Excluir
delete-certificate = Excluir certificado
delete-certificate-text = Destrói as chaves que podem abri-lo. Ninguém consegue trazê-lo de volta. O histórico permanece no registro de auditoria.
object-certificate-file = Certificado
object-private-key-file = Chave privada
object-password = Senha

## Tipos
kind-mx-efirma = e.firma
kind-mx-csd = CSD (selo de notas fiscais)
kind-es-person = Pessoa física
kind-es-fnmt-person = Pessoa física (FNMT)
kind-es-representative = Representante
kind-es-employee = Empregado
kind-es-public_employee = Servidor público
kind-es-website = Site
kind-es-seal = Selo de entidade
kind-br-e-cnpj = e-CNPJ
kind-br-e-cpf = e-CPF
kind-co-company = Empresa
kind-co-person = Pessoa
kind-ar-company = Empresa
kind-ar-person = Pessoa
kind-it-organization = Organização
kind-it-person = Pessoa
kind-in-organization = Organização
kind-in-person = Pessoa
kind-eidas = Certificado europeu
kind-ca = Certificado de autoridade
kind-x509 = Certificado
kind-certificate = Certificado
kind-certificate_chain = Certificado com sua cadeia
kind-private_key = Chave privada
kind-pair = Certificado e chave
kind-pem_bundle = Pacote PEM
kind-pkcs12 = PKCS#12

## Usos
usage-digitalSignature = assinar
usage-nonRepudiation = assinaturas vinculantes
usage-keyEncipherment = cifrar chaves
usage-dataEncipherment = cifrar dados
usage-keyAgreement = acordar chaves
usage-keyCertSign = emitir certificados
usage-cRLSign = assinar listas de revogação
usage-clientAuth = identificar-se on-line
usage-serverAuth = identificar um servidor
usage-emailProtection = assinar e cifrar e-mails
usage-codeSigning = assinar programas
usage-timeStamping = carimbos do tempo
usage-OCSPSigning = responder sobre revogações
usage-encipherOnly = só cifrar
usage-decipherOnly = só decifrar
usage-anyExtendedKeyUsage = qualquer coisa

## Países
country-MX = México
country-ES = Espanha
country-BR = Brasil
country-CO = Colômbia
country-AR = Argentina
country-IT = Itália
country-IN = Índia
tax-id-name-MX = RFC
tax-id-name-ES = NIF, NIE, CIF
tax-id-name-BR = CNPJ, CPF
tax-id-name-CO = NIT
tax-id-name-AR = CUIT, CUIL
tax-id-name-IT = codice fiscale, partita IVA
tax-id-name-IN = PAN

## Envio
upload-title = Enviar
upload-text = Solte tudo o que você tem: o Credenza lê cada arquivo, descobre o que é e une o que se corresponde.
upload-customer = De quem são?
upload-customer-none = Descobrir pelo arquivo
upload-customer-hint = Sem escolha, o arquivo vai para o cliente com a mesma identificação fiscal, se houver.
upload-drop = Solte arquivos aqui, ou
upload-choose = Escolher arquivos
upload-hint = .p12 .pfx .cer .crt .key .pem, até 1 MiB cada, vários de uma vez
upload-password = Senha do arquivo, se tiver
upload-submit = Enviar
upload-results = Arquivos
upload-see-list = Ver todos os certificados
upload-see-today = Voltar a hoje
upload-unlock = Desbloquear
upload-password-all = Tentar com ela nos outros arquivos que pedem senha
upload-open = Abrir
upload-kinds-title = O que você pode enviar
upload-kind-p12 = Certificado e chave num só arquivo, com sua senha. Um e-CNPJ ou e-CPF do tipo A1 vem assim.
upload-kind-pair = Uma e.firma ou um CSD: dois arquivos. Solte os dois, juntos ou um depois do outro; eles se encontram pela chave.
upload-kind-pem = Um ou mais certificados, com ou sem a chave.

## Clientes
customers-search = Nome, CPF ou CNPJ …
customers-count =
    { $count ->
        [0] Nenhum cliente
        [one] { $count } cliente
       *[other] { $count } clientes
    }
customers-shown =
    { $count ->
        [one] { $count } cliente nesta página
       *[other] { $count } clientes nesta página
    }
customers-empty-title = Nenhum cliente ainda
customers-empty-text = Cliente é aquele cujos certificados você guarda. Crie um antes de enviar: os arquivos vão então para o cliente com a mesma identificação fiscal.
customers-none-title = Ninguém encontrado
customers-none-text = Nenhum cliente tem essas palavras no nome ou na identificação fiscal.
customer-new = Novo cliente
customer-edit = Editar cliente
customer-name = Nome
customer-next-expiry = Próximo vencimento
customer-nothing = sem certificados
customer-in-list = Abrir na lista
customer-no-certificates = Nada em custódia deste cliente ainda.
customer-notes = Anotações
customer-notes-none = Sem anotações.
customer-notes-hint = Só para a sua equipe. Nunca escreva senhas aqui: envie-as com o arquivo, e ficam seladas.
tax-id-hint = Espaços, pontos, barras e hifens não importam.
delete-customer = Excluir cliente
delete-customer-text =
    { $count ->
        [0] Exclui o cliente. O histórico permanece no registro de auditoria.
        [one] Um cliente com um certificado não pode ser excluído. Exclua o certificado ou passe-o a outro cliente primeiro.
       *[other] Um cliente com certificados não pode ser excluído. Exclua todos os { $count } ou passe-os a outro cliente primeiro.
    }
error-required = Preencha este campo.
error-name_length = Dê um nome de 1 a 200 caracteres.
error-notes_length = As anotações podem ter no máximo 4.000 caracteres.
error-name_control = Escreva um nome sem caracteres de controle.
error-notes_control = Escreva anotações sem caracteres de controle.
error-country_required = Escolha o país que emitiu a identificação fiscal.
error-taken = Outro cliente tem esta identificação fiscal.
error-password-long = Use no máximo { $most } caracteres.
error-passwords-differ = As duas senhas não são iguais.
error-password-short = Use pelo menos { $least } caracteres.
error-password-common = Está entre as primeiras senhas que alguém tentaria. Escolha uma frase sua.
error-password-personal = É pouco mais que seu nome ou endereço. Escolha outra coisa.
error-password-same = Escolha uma senha diferente da atual.
error-current-password = Esta não é sua senha atual.
error-reset-token = Este link já foi usado, terminou ou foi substituído.
error-email = Isto não é um endereço de e-mail.
error-time-zone = Este fuso horário não existe. Escolha um da lista.
error-country = Escolha um país.
error-setup-token = Este link de instalação não vale mais. Reinicie o servidor para obter outro, se ainda não houver organização.
error-tax_id-empty = Preencha a identificação fiscal ou deixe o campo vazio.
error-tax_id-too_long = É mais longa que qualquer identificação fiscal.
error-tax_id-control = Há caracteres que não podem ser mostrados. Digite de novo.
error-tax_id-structure = Isto não é um { $id } válido. Compare-o com o comprovante de inscrição.
error-tax_id-date = Isto não é um { $id } válido: os dígitos que deveriam ser uma data não são.
error-tax_id-check_digit = O dígito verificador deste { $id } deveria ser { $expected }. Procure um caractere digitado errado.
error-tax_id-never_issued = Este { $id } nunca é emitido. Compare-o com o comprovante de inscrição.

## Auditoria
audit-text = Quem fez o quê, e quando. Entradas podem ser acrescentadas, nunca alteradas.
audit-export = Exportar
audit-actor = Quem
audit-action = O quê
audit-object = Objeto
audit-none-title = Nenhuma entrada
audit-none-text = Nada foi registrado que corresponda a estes filtros.
audit-older = Mais antigas
audit-raw = Entrada { $seq }
audit-quoted = “{ $name }”
audit-somebody = Alguém
audit-system = Credenza
audit-something = algo
outcome-done = Feito
outcome-intent = Intenção
outcome-refused = Recusado
outcome-failed = Falhou
chain-title = Como você sabe que está completo
chain-text = Cada entrada traz o hash da anterior, escrito na mesma transação que aquilo que registra. Alterar, retirar ou inserir uma entrada quebra a cadeia de todas as seguintes.
chain-entries = Entradas
chain-newest = Hash da mais recente
copy-hash = Copiar hash
chain-verify = Qualquer pessoa pode conferir uma exportação, sem este servidor:

audit-unknown = { $actor } fez “{ $action }” em { $object }.
audit-organization-create = { $actor } criou a organização { $object }.
audit-organization-update = { $outcome ->
    [refused] { $actor } não tinha permissão para alterar as configurações da organização.
    [failed] { $actor } tentou alterar as configurações da organização, e falhou.
   *[done] { $actor } alterou as configurações da organização.
 }
audit-session-sign_in = { $outcome ->
    [refused] Uma entrada como { $actor } foi recusada.
    [failed] Uma entrada como { $actor } falhou.
   *[done] { $actor } entrou.
 }
audit-session-sign_out = { $actor } saiu.
audit-organization-security_update = { $outcome ->
    [refused] { $actor } não pôde alterar quanto duram as sessões: foi recusado.
   *[other] { $actor } alterou quanto duram as sessões.
}
audit-account-password_change = { $outcome ->
    [refused] { $actor } deu uma senha errada ao trocar a senha.
   *[other] { $actor } trocou a senha. Todas as outras sessões terminaram.
}
audit-account-password_reset_request = Um link para definir uma nova senha foi enviado a um membro.
audit-account-password_reset = A senha de um membro foi definida por um link enviado por e-mail. Todas as sessões terminaram.
audit-session-revoke = { $outcome ->
    [refused] { $actor } não pôde encerrar uma sessão: faltava a confirmação, ou já fora usada.
   *[other] { $actor } encerrou outra das próprias sessões.
}
audit-session-revoke_others = { $outcome ->
    [refused] { $actor } não pôde encerrar outras sessões: faltava a confirmação, ou já fora usada.
   *[other] { $actor } encerrou todas as outras sessões próprias.
}
audit-session-reuse_seen = { $actor } confirmou saber da reutilização de um token de sessão.
audit-session-refresh_reuse = Um token de sessão já usado de { $actor } foi apresentado de novo. A sessão foi encerrada.
audit-session-step_up = { $outcome ->
    [refused] { $actor } não conseguiu confirmar sua identidade.
    [failed] { $actor } não conseguiu confirmar sua identidade.
   *[done] { $actor } confirmou sua identidade.
 }
audit-customer-read = { $outcome ->
    [refused] { $actor } não tinha permissão para ver clientes.
   *[done] { $actor } consultou clientes.
 }
audit-customer-create = { $outcome ->
    [refused] { $actor } não tinha permissão para criar um cliente.
    [failed] { $actor } tentou criar um cliente, e falhou.
   *[done] { $actor } criou o cliente { $object }.
 }
audit-customer-update = { $outcome ->
    [refused] { $actor } não tinha permissão para alterar o cliente { $object }.
    [failed] { $actor } tentou alterar o cliente { $object }, e falhou.
   *[done] { $actor } alterou o cliente { $object }.
 }
audit-customer-delete = { $outcome ->
    [intent] { $actor } vai excluir o cliente { $object }.
    [refused] { $actor } não tinha permissão para excluir o cliente { $object }.
    [failed] { $actor } tentou excluir o cliente { $object }, e falhou.
   *[done] { $actor } excluiu o cliente { $object }.
 }
audit-certificate-read = { $outcome ->
    [refused] { $actor } não tinha permissão para ver certificados.
   *[done] { $actor } consultou certificados.
 }
audit-certificate-upload = { $outcome ->
    [intent] { $actor } vai enviar { $object }.
    [refused] { $actor } não tinha permissão para enviar um certificado.
    [failed] { $actor } tentou enviar um certificado, e falhou.
   *[done] { $actor } enviou { $object }.
 }
audit-certificate-pair = { $outcome ->
    [refused] { $actor } não tinha permissão para unir uma chave a { $object }.
    [failed] Unir o certificado e a chave privada de { $object } falhou.
   *[done] O certificado e a chave privada de { $object } foram unidos.
 }
audit-certificate-update = { $outcome ->
    [refused] { $actor } não tinha permissão para alterar as anotações de { $object }.
    [failed] { $actor } tentou alterar as anotações de { $object }, e falhou.
   *[done] { $actor } alterou as anotações de { $object }.
 }
audit-certificate-download = { $outcome ->
    [intent] { $actor } vai baixar { $object }.
    [refused] { $actor } não tinha permissão para baixar { $object }.
    [failed] { $actor } tentou baixar { $object }, e falhou.
   *[done] { $actor } baixou { $object }.
 }
audit-certificate-download_url = { $outcome ->
    [intent] { $actor } vai obter um link de uso único para { $object }.
    [refused] { $actor } não tinha permissão para obter um link para { $object }.
    [failed] { $actor } tentou obter um link para { $object }, e falhou.
   *[done] { $actor } obteve um link de uso único para { $object }.
 }
audit-certificate-reveal_password = { $outcome ->
    [intent] { $actor } vai ver a senha de { $object }.
    [refused] { $actor } não tinha permissão para ver a senha de { $object }.
    [failed] { $actor } tentou ver a senha de { $object }, e falhou.
   *[done] { $actor } viu a senha de { $object }.
 }
audit-certificate-delete = { $outcome ->
    [intent] { $actor } vai excluir { $object }.
    [refused] { $actor } não tinha permissão para excluir { $object }.
    [failed] { $actor } tentou excluir { $object }, e falhou.
   *[done] { $actor } excluiu { $object }. Suas chaves foram destruídas.
 }
audit-audit-read = { $outcome ->
    [refused] { $actor } não tinha permissão para ler o registro de auditoria.
   *[done] { $actor } leu o registro de auditoria.
 }
audit-audit-export = { $outcome ->
    [intent] { $actor } vai exportar o registro de auditoria.
    [refused] { $actor } não tinha permissão para exportar o registro de auditoria.
    [failed] { $actor } tentou exportar o registro de auditoria, e falhou.
   *[done] { $actor } exportou o registro de auditoria.
 }
audit-api_token-read = { $actor } consultou os próprios tokens de API.
audit-api_token-read_all = { $actor } consultou os tokens de API de todos.
audit-api_token-create = { $outcome ->
    [refused] { $actor } não tinha permissão para criar um token de API.
   *[done] { $actor } criou o token de API { $object }.
}
audit-api_token-create_sensitive = { $outcome ->
    [refused] { $actor } não tinha permissão para criar um token de API para ações sensíveis.
   *[done] { $actor } criou o token de API { $object }, que pode fazer ações sensíveis.
}
audit-api_token-revoke = { $actor } revogou um token de API, { $object }.
audit-api_token-revoke_other = { $outcome ->
    [refused] { $actor } não tinha permissão para revogar o token de API de outro membro.
   *[done] { $actor } revogou o token de API de outro membro, { $object }.
}
audit-api_token-use = Um token de API de { $actor } foi usado de onde não pode: { $object }.
audit-member-read = { $outcome ->
    [refused] { $actor } não tinha permissão para ver os membros.
   *[done] { $actor } consultou os membros.
 }
audit-organization-set_seats = { $actor } definiu quantas vagas a organização tem.
audit-organization-restore = O operador restaurou um backup. Todas as sessões, tokens de API e convites terminaram.
audit-member-suspend = { $outcome ->
    [refused] { $actor } não tinha permissão para suspender { $object }.
   *[done] { $actor } suspendeu { $object }.
 }
audit-member-reinstate = { $outcome ->
    [refused] { $actor } não tinha permissão para reativar { $object }.
   *[done] { $actor } reativou { $object }.
 }
audit-member-remove = { $outcome ->
    [refused] { $actor } não tinha permissão para remover { $object }.
   *[done] { $actor } removeu { $object }.
 }
audit-member-set_roles = { $outcome ->
    [refused] { $actor } não tinha permissão para alterar as funções de { $object }.
   *[done] { $actor } alterou as funções de { $object }.
 }
audit-member-leave = { $outcome ->
    [refused] { $actor } quis deixar a organização, e não pôde.
   *[done] { $actor } deixou a organização.
 }
audit-role-create = { $outcome ->
    [refused] { $actor } não tinha permissão para criar uma função.
   *[done] { $actor } criou a função { $object }.
 }
audit-role-update = { $outcome ->
    [refused] { $actor } não tinha permissão para alterar a função { $object }.
   *[done] { $actor } alterou a função { $object }.
 }
audit-role-delete = { $outcome ->
    [refused] { $actor } não tinha permissão para excluir a função { $object }.
   *[done] { $actor } excluiu a função { $object }.
 }
audit-invitation-read = { $outcome ->
    [refused] { $actor } não tinha permissão para ver os convites.
   *[done] { $actor } consultou os convites.
 }
audit-invitation-create = { $outcome ->
    [refused] { $actor } não tinha permissão para convidar alguém.
   *[done] { $actor } convidou { $object }.
 }
audit-invitation-resend = { $outcome ->
    [refused] { $actor } não tinha permissão para enviar de novo o convite { $object }.
   *[done] { $actor } enviou de novo o convite { $object }.
 }
audit-invitation-revoke = { $outcome ->
    [refused] { $actor } não tinha permissão para cancelar o convite { $object }.
   *[done] { $actor } cancelou o convite { $object }.
 }
audit-invitation-accept = { $outcome ->
    [refused] O convite { $object } não foi aceito: a senha estava errada.
   *[done] { $object } ingressou por um convite.
 }
audit-session-switch = { $actor } veio de outra organização sem entrar de novo.
action-organization-create = Organização criada
action-organization-update = Configurações alteradas
action-session-sign_in = Entrada
action-session-sign_out = Saída
action-organization-security_update = Duração das sessões alterada
action-account-password_change = Senha trocada
action-account-password_reset_request = Link de senha enviado
action-account-password_reset = Senha definida por link
action-session-revoke = Sessão encerrada
action-session-revoke_others = Outras sessões encerradas
action-session-reuse_seen = Reutilização de token confirmada
action-session-refresh_reuse = Token de sessão reutilizado
action-session-step_up = Identidade confirmada
action-customer-read = Clientes consultados
action-customer-create = Cliente criado
action-customer-update = Cliente alterado
action-customer-delete = Cliente excluído
action-certificate-read = Certificados consultados
action-certificate-upload = Envio
action-certificate-pair = Certificado e chave unidos
action-certificate-update = Anotações de certificado alteradas
action-certificate-download = Download
action-certificate-download_url = Link de download
action-certificate-reveal_password = Senha mostrada
action-certificate-delete = Certificado excluído
action-audit-read = Registro de auditoria lido
action-audit-export = Registro de auditoria exportado
action-member-read = Membros consultados
action-api_token-read = Tokens de API consultados
action-api_token-read_all = Tokens de API de todos consultados
action-api_token-create = Token de API criado
action-api_token-create_sensitive = Token de API para ações sensíveis criado
action-api_token-revoke = Token de API revogado
action-api_token-revoke_other = Token de API de outro revogado
action-api_token-use = Token de API usado de outro lugar
action-organization-set_seats = Vagas definidas
action-organization-restore = Backup restaurado
action-member-suspend = Membro suspenso
action-member-reinstate = Membro reativado
action-member-remove = Membro removido
action-member-set_roles = Funções de um membro alteradas
action-member-leave = Membro saiu
action-role-create = Função criada
action-role-update = Função alterada
action-role-delete = Função excluída
action-invitation-read = Convites consultados
action-invitation-create = Convite enviado
action-invitation-resend = Convite enviado de novo
action-invitation-revoke = Convite cancelado
action-invitation-accept = Convite aceito
action-session-switch = Troca de organização

## Configurações
settings-organization = Organização
settings-own = Você
settings-own-text = Idioma e tema ficam guardados neste navegador.
settings-saved = Salvo.
organization-language = Idioma
organization-language-hint = Para os e-mails, e para os membros que não escolheram um.
time-zone = Fuso horário
time-zone-hint = Todas as datas e horários são mostrados nele, para todos.

## Membros, funções, convites
nav-members = Membros
nav-roles = Funções
members-title = Quem trabalha aqui
members-seats = { $taken } de { $seats } vagas ocupadas
members-active = { $count ->
    [one] { $count } membro ativo
   *[other] { $count } membros ativos
 }
members-full = Todas as vagas estão ocupadas. Você pode enviar um convite, mas ele só será aceito quando houver vaga: suspenda ou remova alguém, ou peça mais vagas ao operador.
members-invited = O convite está a caminho. O link funciona uma vez, por sete dias.
member-name = Nome
member-roles = Funções
member-joined = Desde
member-you = você
member-suspended = Suspenso
member-save-roles = Salvar funções
member-access = Acesso
member-suspend = Suspender
member-suspend-text = Um membro suspenso mantém funções e histórico, não pode fazer mais nada a partir de agora e não ocupa vaga.
member-reinstate = Reativar
member-reinstate-text = Deixa este membro entrar de novo, com as mesmas funções. Ocupa uma vaga livre.
member-remove = Remover
member-remove-text = Um membro removido some da lista e de todas as funções. O que fez continua registrado.
member-beyond = Este membro pode mais do que você; por isso você não pode alterar nada aqui.
leave-title = Sair da organização
leave-text = Você perde o acesso daqui na hora. Só um novo convite traz você de volta.
leave-submit = Deixar a organização
invite-title = Convidar alguém
invite-hint = O link vai para este endereço, e para mais ninguém.
invite-submit = Enviar convite
invitations-title = Convidados
invitation-ends = O link termina
invitation-over = Terminado
invitation-actions = Ações
invitation-resend = Enviar de novo
invitation-revoke = Cancelar convite
roles-own-only = Você só pode dar o que você mesmo tem.
roles-title = O que cada função permite
role-builtin = De fábrica
role-members = { $count ->
    [0] ninguém a tem
    [one] { $count } membro
   *[other] { $count } membros
 }
role-nothing = Nada além de ser membro
role-new = Nova função
role-name = Nome
role-permissions = Permissões
role-create = Criar função
role-edit = Alterar
role-delete = Excluir função
role-delete-text = Uma função pode ser excluída quando nenhum membro e nenhum convite a tem.
role-admin = Administrador
role-member = Membro
role-auditor = Auditor
role-hse_manager = Gestor de SST
role-supervisor = Supervisor
role-worker = Trabalhador
permission-customer-read = Ver clientes
permission-customer-write = Criar e editar clientes
permission-customer-delete = Excluir clientes
permission-certificate-read = Ver certificados
permission-certificate-write = Enviar certificados e chaves
permission-certificate-download = Retirar arquivos da custódia
permission-certificate-reveal_password = Ver senhas guardadas
permission-certificate-delete = Destruir certificados
permission-audit-read = Ler o registro de auditoria
permission-audit-export = Exportar o registro de auditoria
permission-member-read = Ver quem é membro
permission-member-invite = Convidar pessoas
permission-member-manage = Suspender e remover membros, alterar suas funções
permission-role-manage = Criar e alterar funções
permission-organization-manage = Alterar as configurações da organização
switch-label = Ir para
invitation-title = Ingressar
invitation-no-token = Abra o link do seu e-mail: falta a parte depois de #.
invitation-closed = Este convite já foi usado, foi cancelado ou terminou. Peça um novo a quem convidou você.
invitation-no-seat = A organização não tem vaga livre. Fale com quem convidou você; o link continua valendo.
invitation-wrong-password = Esta não é a senha da conta deste endereço aqui. Se você a esqueceu, fale com seu administrador.
invitation-name-hint = Só se você é novo neste servidor.
invitation-password-hint = Já existe uma conta para o seu endereço? Então a senha dela. Senão, escolha uma de { $least } caracteres ou mais; uma frase é boa.
invitation-submit = Ingressar

## Erros
error-status = Erro { $status }
error-home = Ir para a página inicial
error-request = Se pedir ajuda, informe este número:
error-retry-after =
    { $seconds ->
        [one] Tente de novo em { $seconds } segundo.
       *[other] Tente de novo em { $seconds } segundos.
    }
error-400-title = Este pedido não faz sentido
error-400-text = Algo no endereço ou no formulário não está como deveria. Volte e tente de novo.
error-403-title = Não é para você
error-403-text = Sua função não permite isto. Um administrador da sua organização pode mudar isso.
error-404-title = Nada aqui
error-404-text = A página não existe, foi excluída ou pertence a outra pessoa.
error-413-title = Grande demais
error-413-text = Um arquivo pode ter até 1 MiB. Certificados e chaves são muito menores.
error-429-title = Mais devagar, por favor
error-429-text = Houve pedidos demais em pouco tempo. Nada se perdeu.
error-500-title = Algo quebrou do nosso lado
error-500-text = Nada ficou pela metade. Tente de novo; se continuar assim, avise quem cuida do servidor.
error-503-title = Indisponível no momento
error-503-text = Uma parte de que o Credenza depende não responde. Nada foi liberado e nada ficou gravado pela metade.

## Dito por scripts
step-up-password = Sua senha
step-up-hint = Ela confirma só esta ação e fica registrada com ela.
client-step-up-title = Confirme que é você
client-act-certificate-download = Você vai retirar “{ $other }” da custódia.
client-act-certificate-reveal_password = Você vai ver a senha de “{ $other }”.
client-act-certificate-delete = Você vai excluir “{ $other }” para sempre. Ninguém consegue trazê-lo de volta.
client-act-customer-delete = Você vai excluir o cliente “{ $other }”.
client-act-audit-export = Você vai exportar o registro de auditoria da sua organização.
client-act-organization-security_update = Você vai alterar quanto duram as sessões de todos. As sessões mais antigas que isso terminam.
client-act-session-revoke = Você vai encerrar a sessão em { $other }.
client-act-session-revoke_others = Você vai encerrar todas as suas sessões, menos esta.
client-do-certificate-download = Baixar
client-do-certificate-reveal_password = Mostrar
client-do-certificate-delete = Excluir para sempre
client-do-customer-delete = Excluir
client-do-audit-export = Exportar
client-do-organization-security_update = Alterar
client-do-session-revoke = Encerrar sessão
client-do-session-revoke_others = Encerrar as outras
client-act-api_token-create = Você vai criar o token de API “{ $other }”. Quem o tiver trabalha em seu nome.
client-act-api_token-create_sensitive = Você vai criar o token de API “{ $other }”, que pode fazer ações sensíveis sem a sua presença.
client-do-api_token-create = Criar token
client-do-api_token-create_sensitive = Criar token
client-token-scopes = Escolha o que o token pode fazer.
client-token-revoke-sure = Revogar “{ $other }” agora
client-invitation-for = { $other } convida { $email }.
client-act-member-suspend = Você vai suspender { $other }. As sessões abertas terminam na hora.
client-act-member-reinstate = Você vai deixar { $other } entrar de novo.
client-act-member-remove = Você vai remover { $other } da organização. As sessões abertas terminam na hora.
client-act-member-set_roles = Você vai alterar o que { $other } pode fazer.
client-act-member-leave = Você vai deixar { $other }.
client-act-role-create = Você vai criar a função “{ $other }”.
client-act-role-update = Você vai alterar a função “{ $other }” para todos que a têm.
client-act-role-delete = Você vai excluir a função “{ $other }”.
client-act-invitation-create = Você vai convidar { $other }.
client-act-invitation-resend = Você vai enviar um novo link a { $other }. O anterior deixa de funcionar.
client-act-invitation-revoke = Você vai cancelar o convite de { $other }.
client-do-member-suspend = Suspender
client-do-member-reinstate = Reativar
client-do-member-remove = Remover
client-do-member-set_roles = Salvar funções
client-do-member-leave = Sair
client-do-role-create = Criar função
client-do-role-update = Salvar
client-do-role-delete = Excluir função
client-do-invitation-create = Enviar convite
client-do-invitation-resend = Enviar de novo
client-do-invitation-revoke = Cancelar convite
client-downloading = O download começou.
client-copied = Copiado.
client-copy-failed = Não foi possível copiar. Selecione o texto e copie você mesmo.
client-hidden-again = Oculto de novo.
client-countdown = Oculta de novo em { $seconds } s.
client-show-password = Mostrar senha
client-hide-password = Ocultar senha
client-busy = Um momento …
client-upload-waiting = Aguardando
client-upload-sending = Enviando, { $percent } %
client-upload-reading = Lendo e selando …
client-upload-accepted = Lacrado.
client-upload-joined = Lacrado e unido ao que já estava aqui.
client-upload-key-only = Lacrado. Aguarda o seu certificado.
client-upload-password-for = Senha de { $file }
client-upload-pair = { $file } com { $other }
client-upload-summary = Prontos: { $count } de { $total }
client-upload-asking = à espera de senha: { $count }
client-upload-refused = não aceitos: { $count }
client-upload-pausing = Em espera: muitos arquivos em pouco tempo. Continua sozinho em { $seconds } s.
client-upload-too-large = Grande demais: são aceitos no máximo { $limit }.
client-upload-not-a-kind = Só são aceitos .p12 .pfx .cer .crt .key .pem.
client-upload-empty = Este arquivo está vazio.
client-remove = Retirar { $file } da lista
client-password-more = Caracteres que faltam: { $count }
client-password-enough = Comprimento suficiente
client-password-repetitive = É longa, mas se repete. Use palavras diferentes.
client-passwords-differ = As duas senhas não são iguais.

## Problemas que o servidor indica por um código
problem-unauthorized = Sua sessão terminou. Entre de novo.
problem-cross_site = Este pedido não veio de uma página deste servidor.
problem-internal = Algo deu errado no servidor. Nada ficou pela metade.
problem-stale = Outra pessoa alterou isto enquanto isso. Carregue a página de novo.
problem-customer_in_use = Ainda há certificados deste cliente. Exclua-os ou passe-os a outro primeiro.
problem-last_administrator = Este é o último administrador. Torne outro membro ativo administrador primeiro.
problem-oneself = Você não pode fazer isso consigo mesmo. Para ir embora, deixe a organização.
problem-beyond_own = Isto vai além das suas próprias permissões.
problem-no_seat = Todas as vagas estão ocupadas. Suspenda ou remova um membro primeiro, ou peça mais vagas ao operador.
problem-not_active = Este membro já está suspenso.
problem-not_suspended = Este membro não está suspenso.
problem-role_in_use = Há membros ou convites com esta função. Dê outra a eles primeiro.
problem-too_many_roles = Já há tantas funções quanto pode haver. Exclua uma primeiro.
problem-role_name_taken = Outra função tem este nome.
problem-already_member = Este endereço já é de um membro.
problem-already_invited = Este endereço já tem um convite. Envie-o de novo, ou cancele-o primeiro.
problem-too_many_invitations = Já há tantos convites quanto pode haver. Cancele alguns primeiro.
problem-invitation_closed = Este convite já foi usado, foi cancelado ou terminou.
problem-network = Não foi possível chegar ao servidor. Verifique a conexão e tente de novo.
problem-unknown = Não funcionou (erro { $status }). Tente de novo.
problem-password_required = Este arquivo precisa da sua senha.
problem-wrong_password = A senha não abre este arquivo. Tente de novo.
problem-bad_credentials = A senha está errada.
problem-step_up_required = Sua confirmação perdeu a validade. Tente de novo.
problem-forbidden = Sua função não permite isto.
problem-not_found = Não está mais aqui.
problem-rate_limited = Tentativas demais em pouco tempo. Espere um pouco e tente de novo.
problem-unavailable = Uma parte de que o Credenza depende não responde. Nada foi liberado. Tente de novo em instantes.
problem-empty = Este arquivo está vazio.
problem-too_slow = A conexão é lenta demais para este arquivo. Tente de novo onde houver sinal melhor ou envie menos arquivos de uma vez.
problem-too_large = Este arquivo é grande demais para um certificado ou uma chave.
problem-too_complex = Este arquivo é construído de um jeito de que nenhum certificado precisa. Exporte-o de novo.
problem-too_costly = Abrir este arquivo exigiria cálculo demais. Exporte-o de novo com as opções usuais.
problem-extension_mismatch = O nome diz um tipo de arquivo, o conteúdo é de outro. Confira qual arquivo você escolheu.
problem-damaged = Este arquivo está danificado ou incompleto. Obtenha-o de novo da origem.
problem-trailing_data = Há algo depois do fim do conteúdo do arquivo. Obtenha-o de novo da origem.
problem-foreign_data = Há algo neste arquivo que não deveria estar nele. Obtenha-o de novo da origem.
problem-unsupported_algorithm = Este arquivo usa um algoritmo que não é suportado. Exporte-o de novo com as opções usuais.
problem-duplicate_certificate = O mesmo certificado está duas vezes neste arquivo.
problem-several_passwords = Uma parte deste arquivo tem outra senha que o resto. Exporte-o de novo com uma só senha para tudo.
problem-several_private_keys = Há mais de uma chave privada neste arquivo. Envie uma por vez.
problem-unrelated_certificates = Os certificados deste arquivo não se correspondem. Envie um por vez.
problem-too_many_certificates = Há certificados demais neste arquivo.
problem-no_certificate = Não há certificado neste arquivo.
problem-key_mismatch = A chave privada é de outro certificado.
problem-invalid_key = A chave privada deste arquivo se contradiz. Obtenha-o de novo da origem.
problem-not_a_pair = Estes dois arquivos não são um certificado e a sua chave privada.
problem-certificate_exists = Este certificado já está em custódia.
problem-certificate_has_password = Já há uma senha deste certificado em custódia, e só cabe uma. Exclua-o e depois envie o certificado e a chave juntos.
problem-looks_like_pdf = Isto é um documento PDF, não um certificado.
problem-looks_like_zip = Isto é um arquivo ZIP ou um documento do Office. Descompacte-o e envie os arquivos de dentro.
problem-looks_like_archive = Isto é um arquivo compactado. Descompacte-o e envie os arquivos de dentro.
problem-looks_like_png = Isto é uma imagem, não um certificado.
problem-looks_like_jpeg = Isto é uma imagem, não um certificado.
problem-looks_like_gif = Isto é uma imagem, não um certificado.
problem-looks_like_html = Isto é uma página web, não um certificado. Talvez um download tenha dado errado.
problem-looks_like_xml = Isto é um documento XML, não um certificado.
problem-looks_like_json = Isto é um documento JSON, não um certificado.
problem-looks_like_office = Isto é um documento do Office, não um certificado.
problem-looks_like_program = Isto é um programa, não um certificado.
problem-looks_like_text = Isto é um texto, não um certificado.
problem-looks_like_utf16_text = Isto é um texto em UTF-16. Salve-o de novo em UTF-8.
problem-looks_like_zeros = Este arquivo só tem bytes zero, como depois de uma cópia interrompida. Obtenha-o de novo da origem.
problem-looks_like_unknown_data = Isto não é certificado, chave nem pacote em nenhum formato conhecido.
problem-looks_like_java_keystore = Isto é um repositório de chaves Java. Exporte-o como PKCS#12 (.p12).
problem-looks_like_openssh_key = Isto é uma chave SSH, não um certificado.
problem-looks_like_pgp = Isto é uma chave ou mensagem OpenPGP, não um certificado.
problem-looks_like_certificate_request = Isto é um pedido de certificado. Envie o certificado que foi emitido para ele.
problem-looks_like_revocation_list = Isto é uma lista de revogação, não um certificado.
problem-looks_like_pkcs7 = Isto é um pacote PKCS#7. Exporte o certificado como .cer ou .p12.
problem-looks_like_public_key = Isto é uma chave pública sem certificado.
problem-looks_like_parameters = São parâmetros de chave, sem a chave.
problem-looks_like_unknown_asn1 = Isto não é nem certificado nem chave.
problem-looks_like_bare_base64 = Faltam as linhas BEGIN e END. Salve o arquivo com elas.

## E-mail

mail-greeting = Olá,
mail-greeting-name = Olá, { $name },
mail-link-instead = Se o botão não funcionar, abra este endereço:
mail-footer = Enviado pelo Credenza. Ninguém lê respostas a este endereço.
mail-invitation-subject = Convite para { $organization }
mail-invitation-text = { $inviter } convida você a trabalhar em { $organization }, cujos certificados digitais são guardados no Credenza.
mail-invitation-button = Aceitar o convite
mail-invitation-days = { $days ->
    [one] O link vale uma vez, por { $days } dia.
   *[other] O link vale uma vez, por { $days } dias.
}
mail-invitation-stranger = Não conhece ninguém lá? Então deixe este e-mail de lado: nada acontece sem o link.

## Sessões

sessions = Suas sessões
sessions-text = Onde você está conectado a esta organização. Encerre o que não reconhecer, e depois troque sua senha.
sessions-live = Conectadas
sessions-ended = Encerradas nos últimos 30 dias
sessions-end-others = Encerrar todas as outras
session-on = Dispositivo
session-device = { $browser } em { $system }
session-device-unknown = Dispositivo desconhecido
session-address = Endereço
session-by = Entrada com
session-started = Desde
session-last-seen = Visto por último
session-current = Esta sessão
session-end = Encerrar
session-ended-at = Encerrada
session-ended-because = Motivo
session-method-pwd = Senha
session-method-hwk = Chave de acesso
session-method-swk = Chave de acesso
session-method-user = Presença confirmada
session-method-otp = Código de recuperação
session-method-mfa = Dois fatores
session-ended-signed_out = Saída
session-ended-refresh_reuse = Seu token foi usado duas vezes
session-ended-revoked = Encerrada por você em outra sessão
session-ended-signed_in_again = Nova entrada no mesmo navegador
session-ended-password_changed = Senha trocada
session-ended-restored = Um backup foi restaurado
session-ended-roles_changed = Funções alteradas
session-ended-passkey_removed = Chave de acesso removida
session-ended-suspended = Membro suspenso
session-ended-removed = Membro removido
session-ended-idle = Não havia ninguém
session-ended-expired = O tempo acabou
reuse-title = Alguém usou uma cópia da sua sessão
reuse-text = Um token já usado de uma das suas sessões foi apresentado de novo, e por isso a sessão foi encerrada. Não foi você, com um backup restaurado ou um script? Então troque sua senha e veja onde você está conectado.
reuse-show = Suas sessões
reuse-seen = Já sei

## Tokens de API

api-tokens-title = Tokens de API
api-tokens-text = Com um token, um programa seu trabalha em seu nome, sem a sua senha. Pode fazer o que você escolher, e nunca mais que você.
api-tokens-noscript = Criar e revogar tokens precisa de JavaScript; ative-o ou use a API.
api-tokens-own = Seus tokens
api-tokens-none = Você não tem tokens de API.
api-tokens-others = Tokens de outros membros
api-tokens-others-none = Nenhum outro membro tem um token de API.
api-token-new = Novo token
api-token-name = Nome
api-token-name-hint = Para que serve, por exemplo “Cópia noturna para o servidor da contabilidade”.
api-token-days = Vale por
api-token-days-count = { $days } dias
api-token-scopes = O que pode fazer
api-token-sensitive = Sem a sua presença
api-token-sensitive-hint = Estas pedem sua senha a cada vez. Um token só pode fazê-las se você as escolher aqui, e cada uso fica registrado.
api-token-object = Sobre os certificados de quem
api-token-object-all = Todos os da organização
api-token-addresses = Só destes endereços
api-token-addresses-hint = Um por linha, como 192.0.2.7 ou 10.0.0.0/8. Vazio: de qualquer lugar.
api-token-create = Criar token
api-token-made-title = Seu novo token
api-token-made-text = Copie-o agora para onde seu programa o lê. Ele é mostrado só esta vez; ninguém consegue consultá-lo depois.
api-token-made-done = Já copiei
api-token-standing = Sensível
api-token-standing-on = Sem a sua presença:
api-token-only-from = Só de
api-token-ends = Termina
api-token-expired = Terminado
api-token-revoked = Revogado
api-token-used = último uso
api-token-never-used = nunca usado
api-token-revoke = Revogar

## O que alguém pode fazer

permission-token-manage = Ver e revogar os tokens de API dos outros

## Senhas

password-page = Sua senha
password-page-text = É a mesma em todas as organizações de que você é membro. Depois da troca você continua conectado aqui, e em nenhum outro lugar.
password-current = Senha atual
password-new = Nova senha
password-new-again = Repita a nova senha
password-save = Definir senha
password-saved = Sua senha foi trocada. Todas as suas outras sessões terminaram.
forgot-link = Esqueceu sua senha?
forgot = Nova senha
forgot-text = Informe o endereço com que você entra. Se ele tiver uma conta, um link será enviado para lá.
forgot-submit = Enviar link
forgot-asked = Se este endereço tem uma conta, um link está a caminho. Vale por 30 minutos.
reset = Nova senha
reset-text = Depois você entra com ela. Todas as suas sessões terminam.
reset-again = Pedir outro link
reset-token-missing = O endereço não traz o token. Abra o link tal como está no e-mail.
reset-done = Sua nova senha está definida. Entre com ela.
mail-reset-subject = Defina uma nova senha
mail-reset-text = Alguém pediu uma nova senha para a sua conta. Se foi você, defina-a aqui:
mail-reset-button = Definir uma nova senha
mail-reset-minutes = O link vale uma vez, por { $minutes } minutos. Um anterior não vale mais.
mail-reset-stranger = Não foi você? Então deixe este e-mail de lado: sua senha continua como está.
mail-changed-subject = Sua senha foi trocada
mail-changed-text = A senha da sua conta foi trocada em { $moment }. Todas as outras sessões terminaram.
mail-changed-where = De: { $address } { $device }
mail-changed-stranger = Não foi você? Então defina já uma nova senha, com “Esqueceu sua senha?” na página de entrada, e avise o administrador da sua organização.

## Chaves de acesso
nav-passkeys = Chaves de acesso
passkeys-yours = Suas chaves de acesso
passkeys-none = Você ainda não tem chave de acesso. Para entrar basta sua senha.
passkeys-must-enrol = Sua organização exige uma chave de acesso. Cadastre uma para continuar.
passkeys-by-name = Chega-se a este servidor por um endereço numérico, para o qual os navegadores não criam chaves de acesso. Use um nome de servidor, como localhost.
passkey-last-used = Último uso
passkey-never-used = Ainda não usada
passkey-since = Desde
passkey-backed-up = Sincronizada
passkey-name = Nome
passkey-name-example = Notebook, chave de segurança …
passkey-rename = Renomear
passkey-remove = Remover “{ $name }”
passkey-enrol-title = Uma nova chave de acesso
passkey-enrol-text = Sua impressão digital, rosto ou PIN, verificados pelo seu dispositivo. Com ela você entra e confirma cada ação sensível; só a senha já não basta.
passkey-enrol = Cadastrar uma chave de acesso
passkey-noscript = Chaves de acesso precisam de JavaScript.
passkey-use = Usar uma chave de acesso
passkey-failed = A chave de acesso não foi aceita. Tente de novo, ou entre com sua senha.
recovery-code = Código de recuperação
recovery-code-hint = Um dos seus dez. Cada um funciona uma vez.
recovery-codes = Códigos de recuperação
recovery-codes-text = Dez códigos que substituem uma chave de acesso perdida, uma vez cada. Guarde-os onde suas chaves de acesso não estão.
recovery-codes-left = { $count ->
    [0] Não resta nenhum.
    [1] Resta um.
   *[other] Restam { $count }.
 }
recovery-codes-none = Você não tem códigos de recuperação. Sem eles, perder a chave de acesso deixa você do lado de fora.
recovery-codes-once = Eles são mostrados só agora. Imprima-os ou anote-os.
recovery-codes-copy = Copiar todos
recovery-codes-create = Gerar novos códigos
second-step-title = Segunda etapa
second-step-text = Sua senha estava certa. Agora confirme com sua chave de acesso que é você.
second-step-other = Sem a chave de acesso à mão?
second-step-bad-code = Este não é um dos seus códigos de recuperação, ou já foi usado.
second-step-again = Começar de novo
step-up-passkey = Sua chave de acesso confirma.
step-up-recovery-code = Usar um código de recuperação
settings-access = Acesso
authentication-title = Regras de entrada
authentication-rules = Para todos na organização
require-passkeys = Exigir chaves de acesso
require-passkeys-hint = Quem não tem chave de acesso é levado a cadastrar uma, e não pode fazer mais nada até lá. Os tokens de API não são afetados.
step-up-minutes = Uma confirmação vale por
step-up-minutes-hint = Quanto tempo pode passar entre confirmar uma ação sensível e fazê-la.
minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
 }
yes = Sim
no = Não
client-passkey-failed = A chave de acesso não respondeu, ou você cancelou. Tente de novo.
client-passkey-exists = Este dispositivo já tem uma chave de acesso sua.
client-act-passkey-enrol = Você vai cadastrar a chave de acesso “{ $other }”.
client-act-passkey-remove = Você vai remover a chave de acesso “{ $other }”. Suas outras sessões terminam.
client-act-recovery_codes-create = Você vai gerar novos códigos de recuperação. Os antigos deixam de funcionar.
client-act-organization-authentication = Você vai alterar como todos na sua organização comprovam quem são.
client-do-passkey-enrol = Cadastrar
client-do-passkey-remove = Remover
client-do-recovery_codes-create = Gerar códigos
client-do-organization-authentication = Salvar
action-passkey-enrol = Chave de acesso cadastrada
action-passkey-rename = Chave de acesso renomeada
action-passkey-remove = Chave de acesso removida
action-recovery_codes-create = Códigos de recuperação gerados
action-organization-authentication = Regras de entrada alteradas
audit-passkey-enrol = { $outcome ->
    [refused] { $actor } não tinha permissão para cadastrar uma chave de acesso.
    [failed] { $actor } tentou cadastrar uma chave de acesso, e falhou.
   *[done] { $actor } cadastrou a chave de acesso { $object }.
 }
audit-passkey-rename = { $outcome ->
    [refused] { $actor } não tinha permissão para renomear a chave de acesso { $object }.
    [failed] { $actor } tentou renomear a chave de acesso { $object }, e falhou.
   *[done] { $actor } renomeou a chave de acesso { $object }.
 }
audit-passkey-remove = { $outcome ->
    [refused] { $actor } não tinha permissão para remover a chave de acesso { $object }.
    [failed] { $actor } tentou remover a chave de acesso { $object }, e falhou.
   *[done] { $actor } removeu a chave de acesso { $object } e encerrou as outras sessões.
 }
audit-recovery_codes-create = { $outcome ->
    [refused] { $actor } não tinha permissão para gerar códigos de recuperação.
    [failed] { $actor } tentou gerar códigos de recuperação, e falhou.
   *[done] { $actor } gerou novos códigos de recuperação.
 }
audit-organization-authentication = { $outcome ->
    [refused] { $actor } não tinha permissão para alterar como os membros comprovam quem são.
    [failed] { $actor } tentou alterar como os membros comprovam quem são, e falhou.
   *[done] { $actor } alterou como os membros comprovam quem são.
 }
problem-passkey_required = Você tem uma chave de acesso: comprove com ela quem você é.
problem-no_passkey = Cadastre primeiro uma chave de acesso sua.
problem-last_passkey = Uma organização sua exige uma chave de acesso. Cadastre outra antes de remover a última.
problem-bad_recovery_code = Este não é um dos seus códigos de recuperação, ou já foi usado.
problem-passkey_exists = Esta chave de acesso já está cadastrada.
problem-passkey_ceremony = Demorou demais, ou já foi feito antes. Tente de novo.
problem-passkey_unknown = Esta chave de acesso não é uma das suas. Escolha outra.
problem-passkey_not_verified = O dispositivo não verificou PIN, impressão digital nem rosto. Configure um deles, ou use outro dispositivo.
problem-passkey_counter = Pode haver uma cópia desta chave de acesso. Use outra, e remova esta.
problem-enrol_passkey = Sua organização exige uma chave de acesso. Cadastre uma para continuar.

## Segurança da organização

security = Quanto duram as sessões
security-sessions = Sessões
security-idle = Termina quando não há ninguém por
security-idle-hint = Contado desde a última página ou pedido, com margem de cinco minutos.
security-absolute = Termina em todo caso depois de
security-absolute-hint = Depois é preciso entrar de novo. Um tempo menor vale na hora, também para as sessões abertas.
duration-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
duration-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
duration-days = { $count ->
    [one] { $count } dia
   *[other] { $count } dias
}

## Demonstração

demonstration-label = Demonstração
demonstration-text = Demonstração: um escritório inventado com certificados inventados. Não guarde nada de verdade aqui.

## Permissões sensíveis

sensitive-title = O que pede uma confirmação
sensitive-text = Antes destas ações, um membro comprova mais uma vez quem é, só para aquela ação. O que apenas mostra algo não pede confirmação.
sensitive-legend = Pedir confirmação antes de
sensitive-always = sempre
sensitive-hint = Um envio pede para cada arquivo. Um programa faz isto com um token de API criado para isso, e com nenhum outro.
sensitive-hint-organization-manage = Nome, idioma e fuso horário. As regras de entrada e a duração das sessões sempre pedem.
sensitive-save = Alterar o que a pede
permission-customer-create = Criar clientes
permission-customer-update = Editar clientes
permission-certificate-upload = Enviar certificados e chaves
permission-certificate-update = Alterar o nome e o cliente de um certificado
client-upload-unconfirmed = Não enviado: não foi confirmado.
client-act-organization-sensitive_permissions = Você vai alterar o que pede uma confirmação na sua organização.
client-act-customer-create = Você vai criar o cliente “{ $other }”.
client-act-customer-update = Você vai alterar o cliente “{ $other }”.
client-act-certificate-upload = Você vai colocar “{ $other }” em custódia.
client-act-certificate-update = Você vai alterar o nome ou o cliente de “{ $other }”.
client-act-organization-update = Você vai alterar as configurações da sua organização.
client-act-api_token-revoke_other = Você vai revogar o token de API “{ $other }” de um colega.
client-do-organization-sensitive_permissions = Salvar
client-do-customer-create = Criar
client-do-customer-update = Salvar
client-do-certificate-upload = Enviar
client-do-certificate-update = Salvar
client-do-organization-update = Salvar
client-do-api_token-revoke_other = Revogar
action-organization-sensitive_permissions = O que pede confirmação alterado
audit-organization-sensitive_permissions = { $outcome ->
    [refused] { $actor } não tinha permissão para alterar o que pede uma confirmação.
    [failed] { $actor } tentou alterar o que pede uma confirmação, e falhou.
   *[done] { $actor } alterou o que pede uma confirmação.
 }
problem-permission_shows = Esta permissão apenas mostra algo, e não pede confirmação.

## O que acontece com os fatores de alguém

member-passkeys = Retirar chaves de acesso perdidas
member-passkeys-text = Chaves de acesso e códigos de recuperação perdidos podem ser retirados, se esta conta não for de nenhuma outra organização. As sessões abertas terminam; a senha passa a bastar para entrar, e uma nova chave de acesso pode ser cadastrada.
member-passkeys-done = As chaves de acesso e os códigos de recuperação foram retirados. Um e-mail avisa o dono.
client-act-member-remove_passkeys = Você vai retirar todas as chaves de acesso e códigos de recuperação de { $other }. Tenha certeza de que é mesmo { $other } quem pede.
client-do-member-remove_passkeys = Retirar
client-act-account-password_change = Você vai trocar sua senha.
client-do-account-password_change = Trocar senha
action-member-remove_passkeys = Chaves de acesso de um membro retiradas
audit-member-remove_passkeys = { $outcome ->
    [refused] { $actor } não tinha permissão para retirar as chaves de acesso de { $object }.
    [failed] { $actor } tentou retirar as chaves de acesso de { $object }, e falhou.
   *[done] { $actor } retirou as chaves de acesso e os códigos de recuperação de { $object }.
 }
problem-passkeys_stay = Não há chave de acesso que você possa retirar: este membro não tem nenhuma, ou a conta não é só da sua organização. Um código de recuperação permite entrar sem ela.
mail-enrolled-subject = Uma chave de acesso foi cadastrada
mail-enrolled-text = Uma chave de acesso foi cadastrada na sua conta em { $moment }. Ela permite entrar e confirma ações sensíveis.
mail-enrolled-stranger = Não foi você? Então remova-a já em “Chaves de acesso” na sua conta, encerre todas as outras sessões, defina uma nova senha e avise o administrador da sua organização.
mail-removed-subject = Uma chave de acesso foi removida
mail-removed-text = Uma chave de acesso foi removida da sua conta em { $moment }. Todas as outras sessões terminaram.
mail-removed-stranger = Não foi você? Então entre, confira suas chaves de acesso e sessões, defina uma nova senha e avise o administrador da sua organização.
mail-codes-subject = Novos códigos de recuperação
mail-codes-text = Novos códigos de recuperação foram gerados para a sua conta em { $moment }. Os antigos não valem mais.
mail-codes-stranger = Não foi você? Então gere outros já em “Chaves de acesso” na sua conta, encerre todas as outras sessões e avise o administrador da sua organização.
mail-code-used-subject = Um código de recuperação foi usado
mail-code-used-text = Um dos seus códigos de recuperação substituiu uma chave de acesso em { $moment }. Ele está gasto.
mail-code-used-stranger = Não foi você? Então alguém tem os seus códigos: defina uma nova senha, gere novos códigos, encerre todas as outras sessões e avise o administrador da sua organização.
mail-reuse-subject = Uma das suas sessões foi encerrada
mail-reuse-text = Uma sessão sua foi continuada duas vezes com o mesmo token em { $moment }. Outra pessoa pode ter uma cópia dele, e por isso a sessão foi encerrada.
mail-reuse-stranger = Isto pode acontecer quando um navegador é restaurado de uma cópia. Se você não sabe por que aconteceu, encerre todas as outras sessões, defina uma nova senha e avise o administrador da sua organização.
mail-taken-off-subject = Suas chaves de acesso foram retiradas
mail-taken-off-text = Um administrador da sua organização retirou todas as chaves de acesso e códigos de recuperação da sua conta em { $moment }. Suas sessões terminaram. Entre com sua senha e cadastre uma nova chave de acesso.
mail-taken-off-stranger = Você não pediu isto? Então defina já uma nova senha, com “Esqueceu sua senha?” na página de entrada, e pergunte o motivo à sua organização.
mail-token-subject = Um token de API foi criado
mail-token-text = Um token de API foi criado para a sua conta em { $moment }. Quem o tiver trabalha em seu nome.
mail-token-stranger = Não foi você? Então revogue-o já em “Tokens de API” na sua conta, encerre todas as outras sessões, defina uma nova senha e avise o administrador da sua organização.

## Avisos
nav-alerts = Avisos
alerts-text = O que está para vencer, quem cuida disso e quem foi avisado.
alerts-state-open = Em aberto
alerts-state-acknowledged = Em andamento
alerts-state-snoozed = Em espera
alerts-state-muted = Em silêncio
alerts-state-superseded = Com renovação
alerts-state-quiet = Ninguém avisado ainda
alerts-mails = E-mails
alerts-settings = Quando e como
alerts-views = Quais avisos
alerts-none-title = Nada aqui
alerts-none-open = Nada espera por você. Quem deve saber de um vencimento é avisado por e-mail, e o aviso aparece aqui.
alerts-none-other = Nenhum aviso está nesta situação.
alerts-ends = Vence
alerts-told = Avisados
alerts-who = Quem cuida
alerts-nobody = Ninguém ainda
alerts-step = { $days ->
    [0] no último dia
    [one] { $days } dia antes
   *[other] { $days } dias antes
}
alerts-step-after = { $days ->
    [one] { $days } dia depois do vencimento
   *[other] { $days } dias depois do vencimento
}
alerts-acknowledge = Eu cuido disso
alerts-acknowledge-hint = Os e-mails repetidos e o aviso aos administradores param. A próxima etapa antes do vencimento ainda é avisada.
alerts-acknowledge-done = Pronto: você cuida disso. Agora está em “{ alerts-state-acknowledged }”.
alerts-acknowledged = Alguém cuida disso.
alerts-muted-because = Silenciado: { $reason }
alerts-snoozed-until = Ninguém é avisado até
alerts-snooze = Adiar
alerts-snooze-for = Lembrar de novo
alerts-snooze-days = { $days ->
    [1] amanhã
   *[other] em { $days } dias
}
alerts-unsnooze = Voltar a avisar
alerts-mute = Silenciar
alerts-mute-reason = Por que ninguém precisa ser avisado
alerts-mute-hint = Ninguém mais é avisado deste vencimento.
alerts-unmute = Deixar de silenciar
alerts-assign = Atribuir
alerts-assignee = Quem cuida
alerts-assignee-hint = Só esta pessoa é avisada, e os administradores quando ninguém assume.
alerts-assignee-none = Todos os que são avisados
alerts-successor = Renovado por
alerts-successor-none = Ainda não renovado
alerts-successor-hint = Então ninguém mais é avisado deste.
alerts-more = Adiar, atribuir, silenciar
alerts-mails-text = Quais e-mails saíram, e quais não puderam sair.
alerts-mails-none = Nenhum e-mail de aviso foi enviado ainda.
alerts-mail-when = Quando
alerts-mail-to = Para
alerts-mail-about = Sobre
alerts-mail-state = Situação
alerts-mail-kind-alert = Aviso
alerts-mail-kind-escalation = Aviso aos administradores
alerts-mail-kind-digest = Resumo
alerts-mail-queued = Na fila
alerts-mail-sent = Enviado
alerts-mail-failed = Falhou
alerts-mail-attempts = { $count ->
    [one] { $count } tentativa
   *[other] { $count } tentativas
}
alerts-mail-member = Um membro
alert-settings-title = Quando e como se avisa
alert-settings-steps = Dias antes do vencimento
alert-settings-hour = Às
alert-settings-days = Dias úteis
alert-settings-own = Como você é avisado
alert-settings-delivery = E-mails
alert-delivery-each = Um e-mail para cada aviso
alert-delivery-daily = Um e-mail por dia
alert-delivery-weekly = Um e-mail por semana
alert-delivery-off = Nenhum
alert-settings-locale = Idioma dos e-mails
alert-settings-locale-default = O da organização
weekday-1 = Segunda-feira
weekday-2 = Terça-feira
weekday-3 = Quarta-feira
weekday-4 = Quinta-feira
weekday-5 = Sexta-feira
weekday-6 = Sábado
weekday-7 = Domingo
alert-link-title = Você cuida disso?
alert-link-text = { $what } vence em { $date }.
alert-link-seen = Alguém já cuida disso. Não resta nada a fazer aqui.
alert-link-done = Obrigado. Está anotado que alguém cuida disso.
alert-link-snoozed = Obrigado. Ninguém é avisado por { $days } dias.
alert-link-snooze = Lembrar em { $days } dias
alert-link-closed-title = Este link não vale mais
alert-link-closed = O certificado foi renovado ou excluído, ou o e-mail tem mais de 30 dias. Entre para ver o que está em aberto.
alert-link-sign-in = Entrar
unsubscribe-title = Não receber mais e-mails de avisos?
unsubscribe-text = Você não será mais avisado por e-mail quando um certificado desta organização vencer. Em “Quando e como” você pode reativar os avisos.
unsubscribe-submit = Não quero mais
unsubscribe-done-title = Você não recebe mais estes e-mails
unsubscribe-done = Em Avisos → Quando e como você pode reativá-los.
unsubscribe-closed = Este link não vale. Entre e desative os e-mails em Avisos → Quando e como.
mail-ending-ends = { $days ->
    [0] vence hoje
    [1] vence amanhã
   *[other] vence em { $days } dias
}
mail-ending-ended = { $days ->
    [1] venceu ontem
   *[other] venceu há { $days } dias
}
mail-ending-subject = { $what } { $when }
mail-ending-subject-certificate = O certificado “{ $what }” { $when }
mail-ending-subject-escalation = Ninguém cuida disso: { $what } { $when }
mail-ending-subject-digest = { $count ->
    [1] Um certificado de { $organization } pede atenção
   *[other] { $count } certificados de { $organization } pedem atenção
}
mail-ending-text = Um certificado guardado por { $organization } está no fim da validade. Por favor, cuide da renovação.
mail-ending-text-escalation = Um certificado guardado por { $organization } está no fim da validade, e ninguém disse que cuida disso. Você é avisado como administrador.
mail-ending-text-digest = Estes certificados guardados por { $organization } estão no fim da validade. Por favor, cuide da renovação deles.
mail-ending-decide = Eu cuido disso, ou depois
mail-ending-open = Abrir no Credenza
mail-ending-more = { $count ->
    [one] E mais { $count }.
   *[other] E mais { $count }.
}
mail-ending-why = Você é avisado porque pode ver os certificados de { $organization }.
mail-ending-unsubscribe = Não quero mais estes e-mails
audit-alert-read = { $outcome ->
    [refused] { $actor } não tinha permissão para ver avisos.
   *[other] { $actor } consultou avisos.
}
audit-alert-acknowledge = { $actor } cuida do vencimento de { $object }.
audit-alert-snooze = { $actor } adiou o vencimento de { $object }.
audit-alert-mute = { $actor } silenciou o vencimento de { $object }.
audit-alert-unmute = { $actor } voltou a permitir avisos do vencimento de { $object }.
audit-alert-assign = { $actor } disse quem cuida do vencimento de { $object }.
audit-alert-supersede = { $actor } disse o que tomou o lugar de { $object }.
audit-alert-set_ladder = { $actor } alterou quando se avisa dos vencimentos.
audit-alert-set_preference = { $actor } alterou como os e-mails de avisos são enviados.
action-alert-read = Avisos consultados
action-alert-acknowledge = Aviso assumido
action-alert-snooze = Aviso adiado
action-alert-mute = Aviso silenciado
action-alert-unmute = Aviso reativado
action-alert-assign = Aviso atribuído
action-alert-supersede = Renovação anotada
action-alert-set_ladder = Etapas dos avisos alteradas
action-alert-set_preference = E-mails de avisos alterados

## Links de renovação
renewal-card = Renovação
renewal-ask = Pedir o arquivo novo
renewal-ask-again = Pedir de novo
renewal-explained = Seu cliente recebe um link pelo qual envia o arquivo novo, uma vez e sem conta. O arquivo é conferido com este certificado e toma o lugar dele. Um link anterior perde o efeito.
renewal-email = E-mail do seu cliente
renewal-language = Idioma do e-mail e da página
renewal-days = Por quantos dias vale
renewal-mail = Enviar o e-mail
renewal-link = Criar um link para copiar
renewal-made = O link está criado.
renewal-url = Link para o seu cliente
renewal-url-hint = Ele é mostrado só agora. Quem o tiver pode enviar o arquivo novo.
renewal-sent-to = Pedido por e-mail a { $email }
renewal-given = Pedido por um link
renewal-good-until = Vale até
renewal-over = O link terminou em
renewal-came = O arquivo novo chegou
renewal-tried = { $count ->
    [1] uma tentativa de arquivo
   *[other] { $count } tentativas de arquivo
}
renewal-revoke = Cancelar o link
renewal-page = Enviar o certificado novo
renewal-no-token = O link está incompleto. Abra-o de novo pelo e-mail, ou copie-o inteiro.
renewal-waiting = Um momento …
renewal-holder = Para
renewal-kind = Tipo
renewal-ends = Vence
renewal-file = O arquivo novo
renewal-file-hint = Um .p12 ou .pfx, ou um .cer com o seu .key.
renewal-key = O arquivo que faz par com ele
renewal-key-hint = O .key, se o primeiro for o .cer.
renewal-password = Senha do arquivo
renewal-password-hint = A que foi escolhida quando o arquivo foi gerado. Deixe em branco se não houver.
renewal-progress = Quanto já foi enviado
renewal-send = Enviar
error-renewal_days = Escolha de 1 a 60 dias.
client-renewal-asked = { $other } guarda o seu certificado digital, que vence em breve, e pede o novo a você.
client-renewal-until = Este link funciona uma vez, até { $other }.
client-renewal-reading = Conferindo e selando …
client-renewal-done = Obrigado. { $other } tem o certificado novo, válido até { $date }. Você pode fechar esta página.
problem-renewed = Outro certificado já tomou o lugar deste.
problem-no_renewal = Este arquivo não renova o certificado.
problem-renewal_closed = Este link terminou, ou foi cancelado ou substituído. Peça um novo ao escritório.
problem-renewal_used = O arquivo novo já chegou por este link. Não resta nada a fazer.
problem-renewal_superseded = O escritório já tem o certificado novo. Não resta nada a fazer.
problem-renewal_exhausted = Arquivos demais foram tentados por este link. Peça um novo ao escritório.
problem-renewal_no_certificate = Só há uma chave nele. Envie o certificado (.cer) junto.
problem-renewal_same_file = Este é o certificado que está vencendo. Envie o novo.
problem-renewal_other_holder = É de outro titular.
problem-renewal_other_tax_id = É de outra identificação fiscal.
problem-renewal_other_kind = É um certificado de outro tipo.
problem-renewal_not_later = Não vence depois do que deve ser renovado.
problem-renewal_ended = Já venceu.
problem-renewal_key_missing = Falta a chave privada. Envie o .key com o .cer, ou o .p12 ou .pfx.
mail-renewal-subject = { $organization } precisa do certificado novo de { $what }
mail-renewal-text = { $asker }, de { $organization }, pede a você o certificado digital novo de { $what }. O atual vence em { $date }.
mail-renewal-what = Tenha à mão o arquivo novo e a senha dele. Não é preciso ter conta, e funciona no telefone.
mail-renewal-button = Enviar o arquivo novo
mail-renewal-until = O link funciona uma vez, até { $date }. Não encaminhe este e-mail.
mail-renewal-stranger = Ficou em dúvida? Ligue para { $organization } pelo número que você conhece. Ninguém pede que você responda a este e-mail com um arquivo ou uma senha.
mail-renewed-subject = O certificado novo de { $what } chegou
mail-renewed-text = Seu cliente enviou o certificado novo de { $what }, pelo link. Está selado e vale até { $date }. Ninguém mais é avisado do vencimento do anterior.
mail-renewed-other-issuer = Foi emitido por outra autoridade que o anterior: olhe-o antes de usá-lo.
mail-renewed-button = Ver o certificado
mail-renewed-note = Não se sabe quem tinha o link. Titular, identificação fiscal e tipo são os do anterior; se a autoridade é genuína não foi conferido.
action-certificate-ask_renewal = Arquivo novo pedido
action-certificate-revoke_renewal = Link de renovação cancelado
action-certificate-renew = Renovado por link
audit-certificate-ask_renewal = { $actor } pediu ao cliente o arquivo novo de { $object }.
audit-certificate-revoke_renewal = { $actor } cancelou o link que pedia o arquivo novo de { $object }.
audit-certificate-renew = { $outcome ->
    [refused] Um arquivo enviado pelo link para renovar { $object } não foi aceito.
   *[other] { $object } foi renovado pelo link que pedia o arquivo novo.
}

## Trabalhadores e qualificações
permission-worker-read = Ver a si mesmo e os trabalhadores sob sua responsabilidade
permission-worker-read_all = Ver todos os trabalhadores
permission-worker-write = Criar e editar trabalhadores
permission-ticket-write = Registrar, corrigir e renovar qualificações
permission-ticket-approve = Aprovar qualificações ou devolvê-las
permission-ticket-revoke = Suspender, restabelecer e revogar qualificações
permission-ticket_type-manage = Criar e alterar tipos de qualificação
permission-site-manage = Gerenciar locais, equipes, empreiteiras, cargos e tarefas
problem-ticket_state = O estado da qualificação não permite mais isso. Recarregue a página.
problem-own_ticket = Você escreveu esta qualificação, ou ela é sua: outra pessoa precisa conferi-la.
problem-not_renewable = Só se pode renovar uma qualificação aprovada do mesmo trabalhador e tipo.
problem-renewal_open = Esta qualificação já tem uma renovação. Corrija-a ou retire-a primeiro.
problem-type_archived = Este tipo de qualificação está no arquivo. Escolha outro.
problem-worker_archived = Este trabalhador está no arquivo. Retire-o primeiro.
problem-in_use = Ainda há coisas que pertencem a isto. Mova-as primeiro ou coloque isto no arquivo.
action-worker-read = Trabalhadores consultados
action-worker-read_all = Todos os trabalhadores consultados
action-worker-create = Trabalhador adicionado
action-worker-update = Trabalhador alterado
action-worker-delete = Trabalhador excluído
action-ticket-create = Qualificação registrada
action-ticket-update = Qualificação corrigida
action-ticket-withdraw = Qualificação retirada
action-ticket-approve = Qualificação aprovada
action-ticket-send_back = Qualificação devolvida
action-ticket-suspend = Qualificação suspensa
action-ticket-reinstate = Qualificação restabelecida
action-ticket-revoke = Qualificação revogada
action-ticket_type-create = Tipos de qualificação criados
action-ticket_type-update = Tipo de qualificação alterado
action-ticket_type-delete = Tipo de qualificação excluído
action-site-create = Local criado
action-site-update = Local alterado
action-site-require = Exigências do local alteradas
action-site-delete = Local excluído
action-crew-create = Equipe criada
action-crew-update = Equipe alterada
action-crew-delete = Equipe excluída
action-contractor-create = Empreiteira criada
action-contractor-update = Empreiteira alterada
action-contractor-delete = Empreiteira excluída
audit-worker-read = { $actor } consultou trabalhadores.
audit-worker-read_all = { $actor } consultou todos os trabalhadores.
audit-worker-create = { $actor } adicionou o trabalhador { $object }.
audit-worker-update = { $actor } alterou o trabalhador { $object }.
audit-worker-delete = { $actor } excluiu o trabalhador { $object }.
audit-ticket-create = { $actor } registrou a qualificação { $object }.
audit-ticket-update = { $actor } corrigiu a qualificação { $object }.
audit-ticket-withdraw = { $actor } retirou a qualificação { $object }.
audit-ticket-approve = { $outcome ->
    [refused] { $actor } não pode aprovar a qualificação { $object }: é dele, e outra pessoa pode.
   *[other] { $actor } aprovou a qualificação { $object }.
}
audit-ticket-send_back = { $actor } devolveu a qualificação { $object }.
audit-ticket-suspend = { $actor } suspendeu a qualificação { $object }.
audit-ticket-reinstate = { $actor } restabeleceu a qualificação { $object }.
audit-ticket-revoke = { $actor } revogou a qualificação { $object }.
audit-ticket_type-create = { $actor } criou tipos de qualificação: { $object }.
audit-ticket_type-update = { $actor } alterou o tipo de qualificação { $object }.
audit-ticket_type-delete = { $actor } excluiu o tipo de qualificação { $object }.
audit-site-create = { $actor } criou o local { $object }.
audit-site-update = { $actor } alterou o local { $object }.
audit-site-require = { $actor } indicou quais qualificações o local { $object } exige.
audit-site-delete = { $actor } excluiu o local { $object }.
audit-crew-create = { $actor } criou a equipe { $object }.
audit-crew-update = { $actor } alterou a equipe { $object } ou quem a supervisiona.
audit-crew-delete = { $actor } excluiu a equipe { $object }.
audit-contractor-create = { $actor } criou a empreiteira { $object }.
audit-contractor-update = { $actor } alterou a empreiteira { $object } ou quem dirige o seu pessoal.
audit-contractor-delete = { $actor } excluiu a empreiteira { $object }.

## Passes
permission-pass-issue = Emitir e revogar passes
permission-pass-take = Obter um passe para si
problem-pass_revoked = Este passe foi revogado, e assim permanece. Para um novo, gere uma nova chave no telefone.
action-pass-read = Passes consultados
action-pass-issue = Passe emitido
action-pass-take = Passe próprio obtido
action-pass-revoke = Passe revogado
action-pass-set_name = Nome nos passes alterado
action-pass-sign_status = Lista de situações assinada
action-pass_key-create = Chave de passes criada
action-pass_key-read = Chaves de passes consultadas
action-pass_key-rotate = Chave de passes renovada
action-pass_key-distrust = Chave de passes descartada
audit-pass-read = { $actor } consultou os passes.
audit-pass-issue = { $outcome ->
    [intent] { $actor } vai emitir o passe { $object }.
    [failed] { $actor } não conseguiu emitir o passe { $object }.
   *[other] { $actor } emitiu o passe { $object }.
}
audit-pass-take = { $outcome ->
    [intent] { $actor } vai obter o passe { $object } para si.
    [failed] { $actor } não conseguiu obter o passe { $object } para si.
   *[other] { $actor } obteve o passe { $object } para si.
}
audit-pass-revoke = { $actor } revogou o passe { $object }.
audit-pass-set_name = { $actor } alterou quanto do nome os passes mostram.
audit-pass-sign_status = { $outcome ->
    [intent] Uma lista de situações vai ser assinada com a chave { $object }.
    [failed] Uma lista de situações não foi assinada com a chave { $object }.
   *[other] Uma lista de situações foi assinada com a chave { $object }.
}
audit-pass_key-create = A chave de passes { $object } foi criada.
audit-pass_key-read = { $actor } consultou as chaves dos passes.
audit-pass_key-rotate = { $outcome ->
    [refused] { $actor } não pode renovar as chaves dos passes.
   *[other] { $actor } pôs uma nova chave de passes no lugar da anterior.
}
audit-pass_key-distrust = { $outcome ->
    [refused] { $actor } não pode descartar a chave de passes { $object }.
   *[other] A chave de passes { $object } foi descartada: nada do que ela assinou vale mais.
}
## Calendário, assinaturas e webhooks
calendar-title = Calendário
calendar-range = { $from } a { $to }
calendar-month = { $month } { $year }
calendar-total = { $count ->
    [0] nada vence
    [one] um vencimento
   *[other] { $count } vencimentos
}
calendar-subscribe = Assinar
calendar-from = A partir do mês
calendar-chart = O que vence e quando
calendar-move = Outros meses
calendar-earlier = Antes
calendar-later = Depois
calendar-column = { $month }: { $count ->
    [0] nada vence
    [one] um vencimento
   *[other] { $count } vencimentos
}
calendar-table = Mês a mês
calendar-by = Linhas da tabela
calendar-sum = Soma
calendar-others = Todos os outros
calendar-list = O que vence, em ordem
calendar-all-months = Todos os meses
calendar-none = Nada vence neste período. Escolha outros meses ou limpe os filtros.
calendar-csv-name = Nome
calendar-csv-tax-id = Identificação fiscal
calendar-csv-link = Link
calendar-file-name = Vencimentos de { $organization }
calendar-event-ends = { $what }: o certificado vence
calendar-event-ended = { $what }: o certificado venceu
calendar-event-text = { $kind }. Vence em { $date }.
feed-title = Link de calendário
feed-text = Um link com o qual o seu próprio aplicativo de calendário mostra o que vence e se mantém atualizado.
feed-link = Seu link
feed-made = Criado
feed-read = Última leitura
feed-never = nunca
feed-none = Você ainda não tem um link.
feed-make = Criar um link
feed-again = Criar outro link
feed-replaces = O link foi mostrado uma única vez. Outro toma o seu lugar, e o anterior termina na hora.
feed-revoke = Retirar
feed-know = Bom saber
feed-know-bearer = Quem tem o link o lê, sem entrar na conta. Dê-o ao seu aplicativo de calendário e a mais ninguém.
feed-know-least = Mostra de quem é o certificado ou a qualificação que vence, o seu tipo e o dia; de um convite, como começa o seu endereço. Sem identificação fiscal, sem nada sobre a saúde de ninguém, sem arquivos, sem senhas.
feed-know-ends = Mostra o que você pode ver naquele momento. O que você não puder mais ver some dele na hora.
channels-noscript = Esta página precisa de JavaScript: o que se cria aqui é confirmado com a sua senha ou chave de acesso.
shown-once-title = Copie agora
shown-once-text = É mostrado só desta vez; depois ninguém pode consultá-lo.
webhooks-title = Webhooks
webhooks-text = Seus programas e salas de chat são avisados do que vence, como as pessoas: cada aviso uma vez.
webhooks-list = Quem é avisado
webhooks-none = Ninguém ainda. Crie um webhook para o seu programa, ou para uma sala do Slack ou do Teams.
webhook-made = Criado
webhook-held = sem nova tentativa antes de
webhook-failing = { $count ->
    [one] não aceitou, uma tentativa
   *[other] não aceitou, { $count } tentativas
}
webhook-test = Testar
webhook-pause = Pausar
webhook-resume = Retomar
webhook-remove = Remover
webhook-log = O que foi enviado
webhook-log-none = Nada foi enviado ainda.
webhook-attempts = { $count ->
    [0] ainda sem tentativa
    [one] uma tentativa
   *[other] { $count } tentativas
}
webhook-resend = Enviar de novo
webhook-new = Novo webhook
webhook-name = Nome
webhook-name-hint = Para distingui-lo de outros, como “Chat do escritório”.
webhook-format = Formato
webhook-format-credenza = JSON, para o seu próprio programa
webhook-format-slack = Slack e compatíveis
webhook-format-teams = Teams (um fluxo com Adaptive Card)
webhook-url = Endereço
webhook-url-hint = Começa com https:// e está na Internet pública. Fica selado: depois só o servidor é mostrado.
webhook-create = Criar webhook
webhook-paused-member = em pausa
webhook-paused-gone = em pausa: respondeu que não existe mais
webhook-paused-restored = em pausa depois de uma restauração: crie-o de novo
webhook-done-test = Um teste está a caminho. Abaixo você vê o que é feito dele.
webhook-done-resend = É enviado de novo, com o mesmo identificador.
webhook-state-queued = a caminho
webhook-state-delivered = entregue
webhook-state-failed = abandonado
webhook-kind-alert = aviso
webhook-kind-escalation = escalonamento
webhook-kind-test = teste
webhook-know-signed = Cada mensagem é assinada com um segredo que é mostrado uma vez (Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature).
webhook-know-once = Cada aviso é um evento com um identificador. O que não é aceito é enviado de novo com esse identificador, por três dias, cada vez mais raramente.
webhook-know-least = Diz em nome de quem está um certificado, quando vence e onde cuidar dele. Nada mais.
webhook-open = Abrir no Credenza
webhook-alert-title = { $what } { $when }
webhook-escalation-title = Ninguém cuida disso: { $what } { $when }
webhook-alert-text = { $organization } · vence em { $date }
webhook-test-title = Um teste do Credenza
webhook-test-text = { $organization } avisa este endereço dos certificados que vencem.
mail-feed-subject = Um link de calendário foi criado
mail-feed-text = Foi criado para a sua conta um link com o qual um calendário lê o que vence, em { $moment }. Quem o tem lê esse calendário.
mail-feed-stranger = Não foi você? Então retire-o na hora em “Link de calendário”, encerre todas as outras sessões, defina uma senha nova e avise o administrador da sua organização.
problem-too_many_webhooks = Já há dez webhooks. Remova um que não seja mais necessário.
problem-webhook_url = Dê um endereço completo, como https://example.com/hook.
problem-webhook_https = Dê um endereço que comece com https://.
problem-webhook_credentials = Dê um endereço sem usuário nem senha.
problem-webhook_long = Dê um endereço de no máximo 2000 caracteres.
problem-webhook_not_public = Este endereço não está na Internet pública. Quem administra o servidor pode permiti-lo.
problem-webhook_format = Escolha um dos formatos.
client-act-calendar_feed-create = Você está prestes a criar um link com o qual um calendário lê o que vence. Quem o tem o lê. O link anterior termina.
client-do-calendar_feed-create = Criar link
client-act-webhook-create = Você está prestes a fazer com que “{ $other }” seja avisado do que vence.
client-do-webhook-create = Criar webhook
client-act-webhook-update = Você está prestes a pausar o webhook “{ $other }”, ou a retomá-lo.
client-do-webhook-update = Mudar webhook
client-act-webhook-delete = Você está prestes a remover o webhook “{ $other }”, com o registro do que lhe foi enviado.
client-do-webhook-delete = Remover webhook
action-calendar_feed-create = Link de calendário criado
action-calendar_feed-revoke = Link de calendário retirado
action-webhook-read = Webhooks consultados
action-webhook-create = Webhook criado
action-webhook-update = Webhook pausado ou retomado
action-webhook-delete = Webhook removido
action-webhook-test = Webhook testado
action-webhook-resend = Webhook avisado de novo
audit-calendar_feed-create = { $outcome ->
    [refused] { $actor } não teve permissão para criar um link de calendário.
   *[done] { $actor } criou um link de calendário, { $object }.
}
audit-calendar_feed-revoke = { $actor } retirou um link de calendário, { $object }.
audit-webhook-read = { $actor } consultou os webhooks.
audit-webhook-create = { $outcome ->
    [refused] { $actor } não teve permissão para criar um webhook.
   *[done] { $actor } criou o webhook { $object }.
}
audit-webhook-update = { $outcome ->
    [refused] { $actor } não teve permissão para mudar o webhook { $object }.
   *[done] { $actor } pausou o webhook { $object }, ou o retomou.
}
audit-webhook-delete = { $outcome ->
    [refused] { $actor } não teve permissão para remover o webhook { $object }.
   *[done] { $actor } removeu o webhook { $object }.
}
audit-webhook-test = { $actor } enviou um teste ao webhook { $object }.
audit-webhook-resend = { $actor } mandou avisar de novo o webhook { $object }.
client-sure = Retirar agora
## Imports

import-link = Importar
import-customers-title = Importar clientes
import-customers-text = De uma lista que você já tem: CSV ou uma pasta de trabalho do Excel. Primeiro você vê, linha por linha, o que vai acontecer; nada é gravado antes que você confirme.
import-existing = Clientes que já existem
import-existing-keep = Deixar como estão
import-existing-update = Alterar conforme o arquivo
import-existing-hint = São reconhecidos pela identificação fiscal ou, sem ela, pelo nome. Células vazias não alteram nada.
import-country = De que país são as identificações fiscais?
import-country-file = O arquivo diz
import-country-hint = Para linhas sem país. Uma coluna chamada RFC, NIF ou CNPJ já diz.
import-drop = Solte a lista aqui, ou
import-choose = Escolher um arquivo
import-file-hint = .csv ou .xlsx, até 2 MiB e 10.000 linhas
import-noscript = A importação precisa de scripts, que este navegador não executa. O comando credenza import e a API fazem o mesmo.
import-progress = Andamento das linhas
import-filters = Quais linhas
import-outcome = Resultado
import-restart = Escolher outro arquivo
import-see-customers = Ver os clientes
import-columns-title = Como as colunas podem se chamar
import-column-name = Nome
import-column-name-text = Precisa existir: nome, razão social, cliente, name, nombre, razón social…
import-column-tax-id = Identificação fiscal
import-column-tax-id-text = CNPJ, CPF, RFC, NIF, CIF, NIT, CUIT, partita IVA, PAN, tax id…
import-column-others = País, notas
import-column-others-text = país, country; notas, observações, notes, observaciones… As outras colunas não são lidas.
client-import-preview-title = O que vai acontecer com { $file }
client-import-done-title = { $file }
client-import-reading = Lendo…
client-import-progress = { $count } de { $total }
client-import-cut-off = A conexão foi perdida. Importe o mesmo arquivo de novo: o que já foi feito não é feito duas vezes.
client-import-column = { $heading } ({ $field })
client-import-columns = Lidas: { $columns }.
client-import-columns-left = Não lidas: { $columns }.
client-import-field-name = nome
client-import-field-tax_id = identificação fiscal
client-import-field-country = país
client-import-field-notes = notas
client-import-row = Linha { $row }
client-import-no-name = Sem nome
client-import-differs = Diferente: { $fields }.
client-import-will-created = Será criado
client-import-will-updated = Será alterado
client-import-will-unchanged = Já existe
client-import-will-refused = Não será aceito
client-import-did-created = Criado
client-import-did-updated = Alterado
client-import-did-unchanged = Já existia
client-import-did-refused = Não aceito
client-import-count-will-created = A criar: { $count }
client-import-count-will-updated = A alterar: { $count }
client-import-count-will-unchanged = Já existem: { $count }
client-import-count-will-refused = Não aceitos: { $count }
client-import-count-did-created = Criados: { $count }
client-import-count-did-updated = Alterados: { $count }
client-import-count-did-unchanged = Já existiam: { $count }
client-import-count-did-refused = Não aceitos: { $count }
client-import-filter-all = Todas
client-import-filter-created = Novos
client-import-filter-updated = Alterados
client-import-filter-unchanged = Já existem
client-import-filter-refused = Não aceitos
client-import-more = São mostradas as primeiras { $shown } de { $total }.
client-import-apply = Importar { $count }
client-act-customer-import = Você vai importar clientes de “{ $other }”.
client-do-customer-import = Importar
permission-customer-import = Importar clientes
action-customer-import = Importação de clientes
audit-customer-import = { $outcome ->
    [refused] { $actor } não teve permissão para importar clientes.
   *[other] { $actor } iniciou uma importação de clientes.
}
action-certificate-import = Importação de certificados
audit-certificate-import = { $outcome ->
    [refused] { $actor } não teve permissão para importar certificados.
   *[other] { $actor } iniciou uma importação de certificados.
}
permission-certificate-import = Importar certificados
client-act-certificate-import = Você vai importar certificados de “{ $other }”.
client-do-certificate-import = Importar
problem-file_too_large = Este arquivo é maior do que o permitido.
problem-too_many_rows = A lista tem mais de 10.000 linhas. Divida-a.
problem-too_many_columns = A lista tem colunas demais. Remova as que não são necessárias.
problem-cell_too_long = Uma célula da lista é longa demais.
problem-not_a_table = Isto não é uma lista: salve como CSV ou como pasta de trabalho do Excel (.xlsx).
problem-old_workbook = Esta é uma pasta de trabalho antiga do Excel (.xls). Salve como .xlsx ou como CSV.
problem-no_sheet = A pasta de trabalho não tem nenhuma planilha visível.
problem-unsupported = O arquivo usa algo que nenhum programa comum grava. Salve de novo com as configurações usuais.
problem-encrypted_archive = O arquivo compactado está protegido por senha. Faça um sem ela: os arquivos de dentro mantêm as suas.
problem-too_many_files = Há arquivos demais no compactado. Divida-o.
problem-too_much = O conteúdo do arquivo compactado é maior do que o permitido.
problem-same_column = Duas colunas têm nomes com o mesmo significado. Renomeie uma.
problem-no_column = Nenhuma coluna se chama “nome” ou algo parecido. A primeira linha dá nome às colunas.
problem-name_missing = Esta linha não tem nome.
problem-name_length = Um nome tem de 1 a 200 caracteres.
problem-name_control = O nome tem caracteres que não podem ser impressos.
problem-notes_length = As notas têm no máximo 4.000 caracteres.
problem-notes_control = As notas têm caracteres que não podem ser impressos.
problem-country = Isto não é um país: são esperadas suas duas letras, como MX ou ES, ou seu nome.
problem-country_required = De que país é esta identificação fiscal, nem a linha nem a coluna dizem.
problem-duplicate_row = O mesmo cliente está mais acima no arquivo.
problem-already_there = Este cliente já existe e é diferente.
problem-several_customers = Vários clientes têm este nome: a identificação fiscal diria qual é.
problem-taken = Outro cliente tem esta identificação fiscal.
problem-tax_id-empty = A identificação fiscal está vazia.
problem-tax_id-too_long = É mais longa do que qualquer identificação fiscal.
problem-tax_id-control = A identificação fiscal tem caracteres que não podem ser impressos.
problem-tax_id-structure = Não é uma identificação fiscal válida do seu país.
problem-tax_id-date = Os dígitos desta identificação fiscal que deveriam ser uma data não são.
problem-tax_id-check_digit = O dígito verificador desta identificação fiscal está errado. Procure um caractere digitado errado.
problem-tax_id-never_issued = Esta identificação fiscal nunca é emitida.
import-certificates-link = Importar muitos
import-certificates-title = Importar certificados
import-certificates-text = Uma pasta inteira ou um arquivo ZIP. Primeiro você vê o que é cada arquivo, de quem é e para onde vai; nada é guardado antes que você confirme.
import-passwords = Senhas para tentar
import-passwords-hint = São tentadas nos arquivos que pedem uma. Só a que abre um arquivo é guardada, selada com ele.
import-password = Senha
import-password-for = Para quem
import-password-add = Outra senha
import-certificates-drop = Solte um ZIP ou arquivos aqui, ou
import-choose-archive = Escolher arquivos
import-choose-folder = Escolher uma pasta
import-files-hint = .zip ou .p12 .pfx .cer .crt .key .pem, até 16 MiB e 2.000 arquivos. “Para quem”: uma identificação fiscal, um cliente ou parte do nome do arquivo ou da pasta.
import-column-holder = Titular e arquivos
import-column-customer = Cliente
import-again = Ver de novo
client-import-files = { $count } arquivos
client-import-too-large = Estes arquivos somam mais de 16 MiB. Importe-os em partes.
client-import-will-created-file = Será selado
client-import-will-updated-file = Será unido ao que já existe
client-import-will-unchanged-file = Já está em custódia
client-import-will-refused-file = Não será aceito
client-import-did-created-file = Selado
client-import-did-updated-file = Selado e unido
client-import-did-unchanged-file = Já estava em custódia
client-import-did-refused-file = Não aceito
client-import-count-will-created-file = A selar: { $count }
client-import-count-will-updated-file = A unir: { $count }
client-import-count-will-unchanged-file = Já em custódia: { $count }
client-import-count-will-refused-file = Não aceitos: { $count }
client-import-count-did-created-file = Selados: { $count }
client-import-count-did-updated-file = Unidos: { $count }
client-import-count-did-unchanged-file = Já estavam em custódia: { $count }
client-import-count-did-refused-file = Não aceitos: { $count }
problem-duplicate_file = O mesmo certificado ou a mesma chave está em outro destes arquivos.
## Rotation of keys

action-kek-rotate = Chaves trocadas
audit-kek-rotate = O operador colocou as chaves da organização sob chaves novas ({ $object }).
## Revogação
status-revoked = Revogado
revocation = Revogação
revocation-good = Não revogado em { $time }
revocation-revoked = Revogado desde { $time }
revocation-unknown = Desconhecido desde { $time }
revocation-warning = A autoridade que emitiu este certificado o revogou. O que for assinado com ele a partir de agora não vale nada: peça um novo ao titular.
revocation-source-ocsp = OCSP
revocation-source-crl = lista de revogação
revocation-because-unspecified = Motivo: não informado
revocation-because-key_compromise = Motivo: outra pessoa pode ter a chave
revocation-because-ca_compromise = Motivo: a chave da autoridade não é segura
revocation-because-affiliation_changed = Motivo: o vínculo do titular mudou
revocation-because-superseded = Motivo: substituído por outro
revocation-because-cessation_of_operation = Motivo: não está mais em uso
revocation-because-certificate_hold = Motivo: suspenso; pode ser retomado
revocation-because-privilege_withdrawn = Motivo: um direito foi retirado
revocation-because-aa_compromise = Motivo: a chave da autoridade de atributos não é segura
revocation-why-not_asked = A autoridade ainda não foi consultada.
revocation-why-no_source = O certificado não diz onde a autoridade informa as revogações.
revocation-why-no_issuer = Falta o certificado da própria autoridade, sem o qual nenhuma resposta merece confiança.
revocation-why-not_issuer = O certificado da autoridade não estava onde este diz.
revocation-why-unreachable = O servidor da autoridade não respondeu.
revocation-why-timed_out = O servidor da autoridade demorou demais.
revocation-why-error_answer = O servidor da autoridade respondeu com um erro.
revocation-why-forbidden_address = O certificado indica um endereço que não é consultado.
revocation-why-too_large = A resposta da autoridade é maior do que qualquer resposta real.
revocation-why-malformed = Não foi possível ler a resposta da autoridade.
revocation-why-wrong_signer = A resposta não foi assinada pela autoridade.
revocation-why-bad_signature = A assinatura da resposta não é válida.
revocation-why-algorithm = A assinatura da resposta já não prova nada.
revocation-why-other_certificate = A resposta é sobre outro certificado.
revocation-why-other_request = A resposta é a outra pergunta.
revocation-why-stale = A resposta está desatualizada.
revocation-why-older = A resposta é mais antiga do que a última.
revocation-why-not_yet = A resposta é do futuro.
revocation-why-not_known = A autoridade não conhece o certificado.
revocation-why-unanswered = A autoridade se recusou a responder.
revocation-why-delta = A lista diz apenas o que mudou.
revocation-why-indirect = A lista é de outra autoridade.
revocation-why-other_scope = A lista não abrange este certificado.
revocation-why-critical = A resposta tem algo que precisa ser entendido e não é.
alerts-mail-kind-revocation = Revogação
mail-ending-subject-revocation = Revogado: { $what }
mail-ending-text-revocation = A autoridade que o emitiu revogou um certificado guardado por { $organization }. O que for assinado com ele a partir de agora não vale nada. Por favor, providencie um novo.
action-certificate-found_revoked = Encontrado revogado
action-certificate-found_good = Encontrado válido de novo
audit-certificate-found_revoked = A autoridade diz que { $object } foi revogado.
audit-certificate-found_good = A autoridade diz que { $object } não está mais revogado.
## Páginas de trabalhadores e qualificações
nav-workers = Trabalhadores
workers-views = Trabalhadores e qualificações
workers-search = Nome ou matrícula …
workers-shown = { $count ->
    [one] { $count } trabalhador nesta página
   *[other] { $count } trabalhadores nesta página
}
workers-none-title = Ninguém encontrado
workers-none-text = Nenhum trabalhador corresponde a estes filtros. Afrouxe um deles ou limpe todos.
workers-empty-title = Nenhum trabalhador ainda
workers-empty-text = Adicione as pessoas por cujas qualificações você responde. Equipes, locais e empreiteiras podem vir antes ou depois.
worker-new = Novo trabalhador
worker-edit = Editar trabalhador
worker-name = Nome
worker-reference = Matrícula
worker-reference-hint = Por exemplo, o número na folha de pagamento. Nenhum documento oficial.
worker-crew = Equipe
worker-site = Local
worker-contractor = Empreiteira
worker-contractor-hint = Não informada: empregado próprio.
worker-account = Conta própria
worker-account-hint = Com ela o trabalhador vê a si mesmo e registra as próprias qualificações.
worker-place = Onde trabalha
worker-which = Mostrar
worker-present = Atuais
worker-archive = No arquivo
worker-archived = No arquivo
worker-archive-it = Saiu: guardar no arquivo
workers-none-current = Nenhuma vigente
worker-no-tickets = Nenhuma qualificação ainda
worker-no-tickets-text = Uma qualificação diz para que alguém está habilitado, como primeiros socorros. Uma pessoa a registra; outra confere e aprova.
tickets-title = Qualificações
tickets-search = Trabalhador, tipo, número, código …
tickets-shown = { $count ->
    [one] { $count } qualificação nesta página
   *[other] { $count } qualificações nesta página
}
tickets-none-title = Nada encontrado
tickets-none-text = Nenhuma qualificação corresponde a estes filtros. Afrouxe um deles ou limpe todos.
tickets-empty-title = Nenhuma qualificação ainda
tickets-empty-text = Abra um trabalhador e adicione sua primeira qualificação. Aqui você verá quais vencem primeiro.
ticket-new = Adicionar qualificação
ticket-correct = Corrigir
ticket-renew = Renovar
ticket-renew-title = Renovar: { $name }
ticket-type = Tipo
ticket-type-choose = Escolha um tipo
ticket-type-none = Ainda não há tipos. Crie-os primeiro:
ticket-number = Número
ticket-issuer = Emissor
ticket-issued-on = Dia da emissão
ticket-last-day = Último dia
ticket-last-day-hint = Vazio, é calculado pelo tipo.
ticket-checked-hint = Outra pessoa confere antes que valha.
ticket-ends = Vence
ticket-no-end = sem vencimento
ticket-acts = Ações
ticket-reason = Por quê
ticket-because = Motivo: { $reason }
ticket-issued = Emitida em { $date }
ticket-recorded = Registrada em { $date }
ticket-recorded-by = Registrada em { $date } por { $name }
ticket-approved = Aprovada em { $date }
ticket-approved-by = Aprovada em { $date } por { $name }
ticket-approve = Aprovar
ticket-send-back = Devolver
ticket-suspend-or-revoke = Suspender ou revogar
ticket-suspend = Suspender
ticket-revoke = Revogar
ticket-revoke-hint = O que é revogado fica revogado.
ticket-reinstate = Restabelecer
ticket-status-pending = A conferir
ticket-status-sent_back = Devolvida
ticket-status-not_yet_valid = Ainda não válida
ticket-status-valid = Válida
ticket-status-expiring = A vencer
ticket-status-expired = Vencida
ticket-status-suspended = Suspensa
ticket-status-revoked = Revogada
ticket-status-superseded = Substituída
ticket-count-pending = { $count } a conferir
ticket-count-sent_back = { $count ->
    [one] { $count } devolvida
   *[other] { $count } devolvidas
}
ticket-count-valid = { $count ->
    [one] { $count } válida
   *[other] { $count } válidas
}
ticket-count-expiring = { $count } a vencer
ticket-count-expired = { $count ->
    [one] { $count } vencida
   *[other] { $count } vencidas
}
ticket-count-suspended = { $count ->
    [one] { $count } suspensa
   *[other] { $count } suspensas
}
approvals-title = A aprovar
approvals-text = O que outros registraram. Compare cada uma com seus papéis antes de aprová-la.
approvals-none-title = Nada a conferir
approvals-none-text = Quando alguém registra ou corrige uma qualificação, ela espera aqui até que outra pessoa a confira.
types-title = Tipos de qualificação
types-text = Que espécies de qualificações existem, e por quanto tempo cada uma vale.
types-start = Adicionar as usuais
types-empty-title = Nenhum tipo ainda
types-empty-text = Comece com as qualificações usuais, como primeiros socorros, trabalho em altura e H2S, e altere-as como quiser. Ou crie as suas.
type-new = Novo tipo
type-edit = Editar tipo
type-name = Nome
type-code = Código
type-code-hint = Curto e duradouro: por ele passes e programas conhecem o tipo.
type-validity = Vale por
type-months = { $months ->
    [one] { $months } mês
   *[other] { $months } meses
}
type-for-ever = para sempre
type-expiring = A vencer desde
type-days-before = { $count ->
    [one] { $count } dia antes
   *[other] { $count } dias antes
}
type-valid-months = Por quantos meses vale
type-valid-months-hint = Vazio: não vence.
type-renewal-days = A vencer desde quantos dias antes
type-medical = Não sai daqui
type-medical-hint = Diz algo sobre a saúde de alguém: seu nome não sai da organização.
type-archived = No arquivo
type-archive-it = Sem novas: guardar no arquivo
places-title = Locais e equipes
places-site = Locais
places-crew = Equipes
places-contractor = Empreiteiras
places-about-site = Nenhum local ainda. Um local é onde as equipes trabalham.
places-about-crew = Nenhuma equipe ainda. Quem supervisiona uma equipe vê seu pessoal e registra suas qualificações.
places-about-contractor = Nenhuma empreiteira ainda. Quem dirige o pessoal de uma empreiteira vê esse pessoal, e mais ninguém.
place-about = Quem
place-workers = { $count ->
    [one] { $count } trabalhador
   *[other] { $count } trabalhadores
}
place-new-site = Novo local
place-new-crew = Nova equipe
place-new-contractor = Nova empreiteira
place-edit-site = Editar local
place-edit-crew = Editar equipe
place-edit-contractor = Editar empreiteira
place-overseers-crew = Quem a supervisiona
place-overseers-contractor = Quem dirige seu pessoal
place-overseers-hint = Cada um precisa de uma função que permita ver trabalhadores.
record-error-text_length = É longo demais.
record-error-text_control = Escreva sem caracteres de controle.
record-error-day = Não é um dia dos anos 1900 a 2199.
record-error-unknown_type = Escolha um tipo da lista.
record-error-issued_on_required = Informe o dia da emissão ou o último dia.
record-error-before_issue = O último dia vem antes do dia da emissão.
record-error-reason_required = Diga por quê.
record-error-unknown = Não existe mais. Escolha outro.
record-error-out_of_sight = Escolha uma equipe que você supervisiona ou uma empreiteira cujo pessoal você dirige.
record-error-code = Use de 1 a 32 letras, dígitos, pontos, hifens e sublinhados, como first_aid.
record-error-valid_months = Informe de 1 a 600 meses ou deixe vazio.
record-error-renewal_days = Informe de 0 a 730 dias.
record-error-taken = Outro já o tem.

## Comprovantes das qualificações
permission-evidence-read = Ver os comprovantes das qualificações (fotos e PDFs)
problem-too_much_evidence = Já há 10 arquivos, o máximo. Remova um primeiro.
problem-evidence_unseen = Há comprovantes e nenhuma das suas funções pode vê-los: quem puder precisa conferir.
problem-file_required = Escolha um arquivo.
problem-evidence_too_large = O arquivo passa de 8 MiB. Tire a foto com menos resolução.
problem-not_evidence = Não é uma foto (JPEG, PNG) nem um PDF.
problem-heic = É uma foto ou um vídeo de um tipo que nem todos conseguem abrir (HEIC). Salve como JPEG.
problem-breaks_off = O arquivo está incompleto. Envie de novo.
problem-trailing_bytes = Há algo depois do fim do que é mostrado. Salve o arquivo de novo em outro programa.
problem-damaged_evidence = O arquivo está danificado. Consiga outra cópia.
problem-unsupported_evidence = O arquivo usa algo raro que não é aceito. Salve de novo com ajustes comuns.
problem-too_many_pixels = A imagem tem pixels demais: são aceitos no máximo 50 milhões.
problem-encrypted_pdf = O PDF está criptografado. Salve sem senha.
problem-active_pdf = O PDF pode executar ou abrir algo sozinho. Imprima em um PDF novo e envie esse.
problem-pdf_carries_files = O PDF traz outros arquivos. Imprima em um PDF novo e envie esse.
action-evidence-add = Comprovante adicionado
action-evidence-remove = Comprovante removido
action-evidence-view = Comprovante visto
audit-evidence-add = { $actor } adicionou um comprovante à qualificação { $object }.
audit-evidence-remove = { $actor } removeu um comprovante da qualificação { $object }.
audit-evidence-view = { $outcome ->
    [intent] { $actor } vai ver um comprovante da qualificação { $object }.
    [failed] { $actor } tentou ver um comprovante da qualificação { $object }, sem sucesso.
   *[done] { $actor } viu um comprovante da qualificação { $object }.
}
evidence-title = Comprovantes
evidence-ticket = A qualificação
evidence-count = { $count ->
    [one] { $count } arquivo
   *[other] { $count } arquivos
}
evidence-none = Ninguém adicionou ainda uma foto ou um PDF.
evidence-hidden = Sua função não pode ver os comprovantes das qualificações (fotos e PDFs).
evidence-open = Baixar o PDF
evidence-added = Adicionado em { $date }
evidence-added-by = Adicionado em { $date } por { $name }
evidence-remove = Remover
evidence-add = Comprovante: foto ou PDF
evidence-hint = JPEG, PNG ou PDF, até 8 MiB. Onde e com que a foto foi tirada fica de fora.
evidence-send = Adicionar
## Passes in the office, on paper and for anybody
passes-title = Passes
passes-text = O telefone do trabalhador pega o passe por si mesmo, na página /pass. Um cartão impresso pode ser copiado e termina em sete dias; imprima outro para renová-lo.
pass-print = Imprimir cartão
cards-print = { $count ->
    [one] Imprimir { $count } cartão (A4)
   *[other] Imprimir { $count } cartões (A4)
}
pass-mail = Enviar por e-mail o caminho do passe
pass-mailed = O e-mail está a caminho.
pass-kind = Mostrado por
pass-live = Um telefone, ao vivo
pass-static = Um cartão impresso
pass-ends = Termina
pass-in-force = Em vigor
pass-ended = Terminado
pass-revoked = Retirado
pass-revoke = Retirar
pass-revoke-hint = As portarias ficam sabendo com a próxima lista de situação. O telefone com esta chave não recebe outro passe.
pass-issued = Emitido em { $date }
pass-issued-by = Emitido em { $date } por { $name }
pass-signed = Renovado
card-title = Cartões de passe
card-until = Válido até { $moment }
card-compare = Compare o rosto: isto pode ser copiado.
card-photo = Foto
card-more = { $count ->
    [one] e mais uma qualificação
   *[other] e mais { $count } qualificações
 }
record-error-card_count = Escolha de 1 a 50 trabalhadores.
record-error-worker_email = Escreva primeiro um endereço no registro do trabalhador.
action-pass-mail = Caminho do passe enviado por e-mail
audit-pass-mail = { $actor } enviou por e-mail a um trabalhador o caminho do seu passe: { $object }.
mail-pass-subject = O seu passe de { $organization }
mail-pass-text = { $organization } guarda as suas qualificações no Credenza. Abra a página no seu telefone e entre uma vez: depois o seu passe fica lá e funciona sem sinal.
mail-pass-button = Abrir meu passe
mail-pass-note = O passe em si nunca vai em um e-mail. Entre com a conta para a qual você foi convidado.
verify-title = Quanto vale uma qualificação?
verify-text = Ao lado de cada qualificação há um código de 8 letras e algarismos. Digite-o e veja se uma organização responde por ela.
verify-label = Código
verify-ask = Perguntar
verify-mistyped = Veja de novo cada caractere: o último não combina com os outros.
verify-unknown = Nenhuma qualificação aqui tem o código { $code }. Pergunte a quem o mostrou quem a emitiu.
verify-kind-untold = Uma qualificação cujo tipo não é dito
verify-issuer = Organização
verify-code = Código
verify-from = Emitida
verify-as-of = Conforme dados de
verify-whose = O código não diz de quem é a qualificação: peça que o titular a mostre e compare.
verify-says-valid = A organização responde por esta qualificação.
verify-says-expiring = A organização responde por esta qualificação; ela termina em breve.
verify-says-expired = Esta qualificação terminou.
verify-says-not_yet_valid = Esta qualificação ainda não está em vigor.
verify-says-suspended = A organização suspendeu esta qualificação.
verify-says-revoked = A organização revogou esta qualificação.
verify-says-superseded = Outra qualificação tomou o lugar desta: peça o código dela.
verify-says-pending = A organização não responde por esta qualificação.
verify-says-sent_back = A organização não responde por esta qualificação.
## Export of the organization
permission-organization-export = Exportar tudo o que a organização guarda
action-organization-export = Organização exportada
action-certificate-export = Levado em uma exportação
audit-organization-export = { $outcome ->
    [intent] { $actor } vai exportar a organização.
    [refused] { $actor } não tinha permissão para exportar a organização.
    [failed] { $actor } exportou a organização, e houve uma interrupção.
   *[done] { $actor } exportou a organização.
}
audit-certificate-export = { $outcome ->
    [intent] { $actor } vai levar { $object } em uma exportação.
    [refused] { $actor } não tinha permissão para levar { $object } em uma exportação.
    [failed] { $actor } não conseguiu levar { $object } em uma exportação.
   *[done] { $actor } levou { $object } em uma exportação.
}
client-act-organization-export = Você vai exportar sua organização. Tudo o que ela guarda sai com você.
client-do-organization-export = Exportar
export-title = Exportação
export-text = Tudo o que a organização guarda, em um arquivo ZIP: para ter sua própria cópia ou porque está de saída.
export-all = Tudo, com os arquivos dos certificados
export-all-text = As listas, o registro de auditoria e todos os arquivos de certificados, chaves privadas e senhas em custódia, selados com uma frase secreta que você escolhe agora.
export-passphrase = Frase secreta
export-passphrase-hint = Anote-a antes. Ela não é guardada em lugar nenhum: sem ela, ninguém abre os arquivos. O melhor é uma frase sua, de 12 caracteres no mínimo.
export-all-do = Exportar tudo
export-lists = Somente as listas e o registro
export-lists-text = Sem os arquivos em custódia; nada é aberto.
export-lists-do = Exportar as listas
export-know-tables = Clientes, certificados, membros, trabalhadores, qualificações e mais, em CSV que o Excel abre.
export-know-sealed = Um programa dentro do arquivo abre os demais, sem conexão e sem o Credenza. O formato está descrito ao lado.
export-know-log = Cada arquivo que sai tem seu próprio lançamento no registro de auditoria. O registro vai junto e pode ser verificado.
export-know-cut = Um arquivo que foi cortado não abre. Nada se perde: exporte de novo.
problem-passphrase_required = Os arquivos saem selados: informe uma frase secreta para eles.
problem-export_too_many = Há mais de 200.000 arquivos em custódia: exporte sem eles e baixe os que precisar.

## Imports of workers and tickets
action-worker-import = Importação de trabalhadores
action-ticket-import = Importação de qualificações
audit-worker-import = { $outcome ->
    [refused] { $actor } não teve permissão para importar trabalhadores.
   *[other] { $actor } iniciou uma importação de trabalhadores.
}
audit-ticket-import = { $outcome ->
    [refused] { $actor } não teve permissão para importar qualificações.
   *[other] { $actor } iniciou uma importação de qualificações.
}
import-template = Tabela vazia
import-worker = Trabalhador
import-workers-title = Importar trabalhadores
import-workers-text = De uma lista que você já tem: CSV ou uma planilha do Excel. Primeiro você vê linha por linha o que vai acontecer; nada é gravado antes de você mandar.
import-workers-back = Trabalhadores
import-workers-what = Equipe, cargos e empreiteira
import-workers-after = Ver os trabalhadores
import-workers-existing = Trabalhadores que já existem
import-workers-existing-hint = São reconhecidos pela referência ou, sem ela, pelo nome. Células vazias não mudam nada.
import-tickets-title = Importar qualificações
import-tickets-text = De uma lista que você já tem. Os trabalhadores precisam existir: importe-os antes. Depois, cada qualificação espera aprovação.
import-tickets-back = Qualificações
import-tickets-what = Qualificação
import-tickets-after = Ver o que espera
import-days = Como estão escritas as datas?
import-days-file = O arquivo diz
import-days-day_first = Primeiro o dia: 31/01/2026
import-days-month_first = Primeiro o mês: 01/31/2026
import-days-hint = Só para datas como 01/02/2026. As datas do próprio Excel e 2026-02-01 não precisam de nada.
import-heading-name = Nome
import-heading-reference = Referência
import-heading-email = E-mail
import-heading-contractor = Empreiteira
import-heading-crew = Equipe
import-heading-type = Tipo
import-heading-number = Número
import-heading-issuer = Emissor
import-heading-issued_on = Data de emissão
import-heading-expires_on = Vencimento
import-about-name = O nome do trabalhador: nome, trabalhador, funcionário, name, nombre …
import-about-reference = Como você o conhece em outro lugar, como o número na folha: referência, matrícula, registro, reference …
import-about-email = e-mail, correio eletrônico …
import-about-contractor = Uma empreiteira que já existe, pelo nome; vazio para o seu próprio pessoal.
import-about-crew = Uma equipe que já existe, pelo nome.
import-about-type = Precisa existir. Um tipo de qualificação, pelo código ou pelo nome.
import-about-number = Como o emissor a chama. Por trabalhador, tipo e número uma qualificação é reconhecida.
import-about-issuer = emissor, entidade, instituição, issuer, emisor …
import-about-issued_on = O primeiro dia.
import-about-expires_on = O último dia. Vazio: calculado pelo tipo, ou não há.
client-import-field-reference = referência
client-import-field-email = e-mail
client-import-field-contractor = empreiteira
client-import-field-crew = equipe
client-import-field-type = tipo
client-import-field-number = número
client-import-field-issuer = emissor
client-import-field-issued_on = primeiro dia
client-import-field-expires_on = último dia
problem-duplicate_worker = O mesmo trabalhador está mais acima no arquivo.
problem-worker_already_there = Este trabalhador já existe e é diferente.
problem-several_workers = Vários trabalhadores têm este nome: informe a referência.
problem-unknown_crew = Não há equipe com este nome. Crie-a antes.
problem-unknown_contractor = Não há empreiteira com este nome. Crie-a antes.
problem-reference_taken = Outro trabalhador, que você não pode ver, tem esta referência.
problem-out_of_sight = Você não vê todos os trabalhadores: informe uma equipe que você supervisiona ou uma empreiteira cujo pessoal você dirige.
problem-unknown_worker = Você não vê nenhum trabalhador assim. Importe antes os trabalhadores.
problem-worker_missing = Esta linha não indica nenhum trabalhador: informe a referência.
problem-unknown_type = Não há tipo de qualificação com este código ou nome. Crie-o antes.
problem-day = Não é um dia dos anos de 1900 a 2199.
problem-ambiguous_day = O dia poderia ser o mês: diga acima qual vem primeiro.
problem-duplicate_ticket = A mesma qualificação está mais acima no arquivo.
problem-ticket_already_there = O trabalhador já tem esta qualificação, e ela é diferente. Corrija-a ou renove-a.
problem-issued_on_required = Informe o dia de emissão ou o último dia.
problem-before_issue = O último dia vem antes do dia de emissão.
## O que mais vence
alerts-kinds = Sobre o quê
alerts-kind-all = Tudo
alerts-kind-certificate = Certificados
alerts-kind-ticket = Qualificações
alerts-kind-invitation = Convites
alerts-kind-api_token = Tokens de API
alerts-kind-kek = Chaves
alerts-what = O que vence
alerts-state-closed = Encerrado
kind-ticket = Qualificação
kind-invitation = Convite
kind-api_token = Token de API
kind-kek = Chave de cifragem
alert-kek = Chave de cifragem
alert-kek-text = O que é novo é selado com esta chave, e ela chega à sua idade. Quem opera o servidor a troca com “credenza kek rotate”; você não precisa selar nada de novo.
alert-place-certificate = Ao certificado
alert-place-ticket = Ao trabalhador
alert-place-invitation = Aos membros
alert-place-api_token = Aos tokens de API
alert-called-invitation = Convite de { $what }
alert-called-api_token = Token de API “{ $what }”
alert-called-kek = Chave de cifragem { $what }
mail-ending-text-ticket = Uma qualificação de alguém que trabalha para { $organization } chega ao fim. Cuide, por favor, da renovação.
mail-ending-text-invitation = Alguém foi convidado para { $organization } e ainda não aceitou. O convite chega ao fim. Envie-o de novo se ainda valer.
mail-ending-text-api_token = O acesso de um programa a { $organization } chega ao fim. Crie outro token a tempo e coloque-o no programa.
mail-ending-text-kek = A chave com que { $organization } sela o que é novo chega à sua idade. Quem opera o servidor a troca com “credenza kek rotate”.
mail-ending-text-escalation-other = Algo de { $organization } chega ao fim e ninguém disse que cuida disso. Você é avisado como administrador.
mail-ending-subject-digest-other = { $count ->
    [one] Um assunto de { $organization } requer atenção
   *[other] { $count } assuntos de { $organization } requerem atenção
}
mail-ending-text-digest-other = Tudo isto de { $organization } chega ao fim. Cuide, por favor.
mail-ending-why-other = Você é avisado porque cabe a você cuidar disso em { $organization }.
calendar-event-ends-other = { $what }: vence
calendar-event-ended-other = { $what }: venceu
action-kek-read = Chave vista
action-ticket-decide_alert = Alerta de qualificação decidido
action-invitation-decide_alert = Alerta de convite decidido
action-api_token-decide_alert = Alerta de token decidido
action-kek-decide_alert = Alerta de chave decidido
audit-kek-read = { $outcome ->
    [refused] Foi negado a { $actor } ver a idade das chaves.
   *[other] { $actor } viu a idade das chaves.
}
audit-ticket-decide_alert = { $actor } decidiu sobre o alerta de { $object }.
audit-invitation-decide_alert = { $actor } decidiu sobre o alerta de { $object }.
audit-api_token-decide_alert = { $actor } decidiu sobre o alerta de { $object }.
audit-kek-decide_alert = { $actor } decidiu sobre o alerta de { $object }.
dashboard-others = Também hoje
## Readiness
nav-readiness = Aptidão
readiness-title = Quem pode trabalhar onde
readiness-about = O que cada local exige, comparado com as qualificações que as pessoas têm hoje.
readiness-which = Perspectiva
readiness-looked = { $count ->
    [one] Um trabalhador
   *[other] { $count } trabalhadores
  }
readiness-sites = Locais
readiness-empty-title = Ainda não há locais
readiness-empty-text = Um local diz quais qualificações são exigidas para trabalhar nele. Aqui você vê quem está pronto, quem não está e por quê.
readiness-needs = Exigido aqui: { $types }.
readiness-needs-none = Nada é exigido aqui ainda, então todos podem trabalhar.
readiness-needs-edit = Mudar o que é exigido
readiness-needs-title = O que { $site } exige
readiness-needs-legend = Qualificações exigidas de todos aqui
readiness-needs-hint = Quem não tem uma delas, ou não a tem em ordem, não pode trabalhar aqui.
readiness-no-types = Ainda não há tipos de qualificações.
readiness-none = Nenhum trabalhador corresponde a isto.
readiness-verdict = Pode trabalhar
readiness-why = Por quê, ou até quando
readiness-missing = Falta
readiness-until = Até { $date } ({ $type })
readiness-no-end = Sem fim
outlook-not_ready = Hoje não
outlook-within_7 = Menos de 7 dias
outlook-within_30 = Menos de 30 dias
outlook-within_60 = Menos de 60 dias
outlook-ready = Pronto
outlook-count-not_ready = { $count } hoje não
outlook-count-within_7 = { $count } por menos de 7 dias
outlook-count-within_30 = { $count } por menos de 30 dias
outlook-count-within_60 = { $count } por menos de 60 dias
outlook-count-ready = { $count ->
    [one] { $count } pronto
   *[other] { $count } prontos
}
## What vouches for the audit log

seal-title = Quem responde por ele
seal-text = Um assinante que só pode acrescentar assina o registro repetidamente. Sua chave pública, que convém obter também do operador por outro meio, verifica uma exportação.
seal-key = Chave pública do registro
seal-copy-key = Copiar a chave pública
seal-last = Último ponto de controle
seal-covers = { $size } entradas da época { $epoch }
seal-root = Raiz
seal-none = Ainda não há nenhum
seal-witnesses = Testemunhas
seal-no-witness = Ninguém de fora coassina este registro. Com uma testemunha, nem mesmo o operador poderia mostrar dois registros diferentes.
seal-witness-text = Outra pessoa, com sua própria chave, vê cada ponto de controle e coassina os que crescem a partir do último. Peça a ela a chave pública.
seal-saw = Viu { $size } entradas
seal-state-cosigned = Coassinado
seal-state-waiting = Está sendo consultada
seal-state-away = Não responde
seal-state-refuses = Recusa
seal-state-former = Não é mais consultada

## Wallets
pass-wallet = Em uma carteira
action-credential-issue = Credenciais para uma carteira emitidas
action-credential-take = Credenciais para a própria carteira obtidas
action-pass-renew = Passe renovado pelo telefone
audit-credential-issue = { $outcome ->
    [intent] { $actor } vai emitir credenciais para uma carteira: { $object }.
    [failed] { $actor } não conseguiu emitir credenciais para uma carteira: { $object }.
   *[other] { $actor } emitiu credenciais para uma carteira: { $object }.
}
audit-credential-take = { $outcome ->
    [intent] { $actor } vai obter credenciais para a própria carteira: { $object }.
    [failed] { $actor } não conseguiu obter credenciais para a própria carteira: { $object }.
   *[other] { $actor } obteve credenciais para a própria carteira: { $object }.
}
audit-pass-renew = { $outcome ->
    [intent] O passe { $object } vai ser renovado para o seu telefone.
    [failed] Não foi possível renovar o passe { $object } para o seu telefone.
    [refused] O passe { $object } não foi renovado para o seu telefone.
   *[other] O passe { $object } foi renovado para o seu telefone.
}
## Leitores e registro da portaria
nav-gate = Portaria
permission-scanner-manage = Cadastrar leitores e revogá-los
permission-gate_log-read = Ver o registro da portaria dos trabalhadores que se vê
action-scanner-read = Leitores vistos
action-scanner-create = Leitor criado
action-scanner-invite = Link para um leitor criado
action-scanner-enroll = Leitor cadastrado
action-scanner-revoke = Leitor revogado
action-gate-scan = Passe verificado na portaria
action-gate-fork = Registro de um leitor contado de duas maneiras
action-gate_log-read = Registro da portaria visto
audit-scanner-read = { $actor } viu os leitores.
audit-scanner-create = { $outcome ->
    [refused] { $actor } não teve permissão para criar um leitor.
   *[done] { $actor } criou o leitor { $object }.
}
audit-scanner-invite = { $outcome ->
    [refused] { $actor } não teve permissão para criar um link para o leitor { $object }.
   *[done] { $actor } criou um link para o leitor { $object }.
}
audit-scanner-enroll = Um telefone foi cadastrado como o leitor { $object }.
audit-scanner-revoke = { $outcome ->
    [refused] { $actor } não teve permissão para revogar o leitor { $object }.
   *[done] { $actor } revogou o leitor { $object }.
}
audit-gate-scan = O leitor { $object } verificou um passe.
audit-gate-fork = O leitor { $object } trouxe outro registro que não o que já tinha trazido. Não foi aceito.
audit-gate_log-read = { $actor } viu o registro da portaria.
client-act-scanner-create = Você está prestes a criar o leitor “{ $other }”. Quem seguir o link dele tem a autoridade da portaria.
client-do-scanner-create = Criar leitor
client-act-scanner-invite = Você está prestes a criar um link para “{ $other }”. O telefone que o seguir toma o lugar do atual.
client-do-scanner-invite = Criar link
problem-scanner_revoked = A autoridade deste leitor foi retirada para sempre; crie outro.
shown-once-code = Código para ler com o telefone
scanners-title = Leitores
scanners-text = Telefones que ficam na portaria deste local. Sabem o que o local exige, dizem quem entra, mesmo sem sinal, e mantêm um registro.
scanners-none = Nenhum telefone tem ainda a autoridade deste local. Crie um leitor e leia o código dele com o telefone: Cadastrar este telefone.
scanner-state-invited = Espera um telefone
scanner-state-enrolled = Cadastrado
scanner-state-revoked = Revogado
scanner-forked = O registro dele foi contado de duas maneiras
scanner-epoch = Cadastro { $epoch }
scanner-records = { $count ->
    [one] { $count } registro
   *[other] { $count } registros
}
scanner-seen = visto
scanner-bundle = em dia
scanner-no-phone = Nenhum telefone seguiu o link dele.
scanner-made = Criado
scanner-link-until = Link válido até
scanner-again = Cadastrar de novo
scanner-link = Novo link
scanner-revoke = Revogar
scanner-revoke-sure = Revogar para sempre
scanner-new = Novo leitor
scanner-name = Nome
scanner-name-hint = Onde fica, ou qual telefone é.
scanner-create = Criar leitor
scanner-limit = O que vale na portaria
scanner-limit-label = No máximo
scanner-limit-none = Um dia, como em toda parte
scanner-limit-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
scanner-limit-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
scanner-limit-hint = Além disso, os leitores daqui não podem saber. Menos é mais rigoroso e pede sinal mais vezes.
scanner-limit-saved = Salvo. Os leitores saberão quando tiverem sinal.
scanner-know-key = A chave é feita no telefone e não pode sair dele. Um link vale para um telefone, por 15 minutos.
scanner-know-log = Cada verificação é assinada, chega na ordem, uma vez, e tem uma entrada no registro de auditoria.
scanner-know-revoke = Se um telefone se perder, revogue o leitor: no próximo pedido ele não faz mais nada.
gate-log-title = Registro da portaria
gate-log-text = O que os leitores disseram nas portarias, como o assinaram.
gate-scanner = Leitor
gate-decision = Decisão
gate-verdict = Passe
gate-worker = Trabalhador
gate-where = Onde
gate-when = Quando
gate-nobody = Ninguém dos seus
gate-compared = rosto comparado
gate-missing = Falta: { $types }
gate-doubtful = Não é certo; recebido
gate-empty-title = Ainda não há leituras
gate-empty-text = Quando o leitor de um local verifica um passe, o que ele disse aparece aqui assim que houver sinal.
gate-none-text = Nenhuma leitura corresponde a estes filtros.
gate-csv-received = Recebido
gate-csv-epoch = Cadastro
gate-csv-number = Número
gate-csv-pass = Id. do passe
gate-csv-reason = Motivo
gate-csv-assurance = Garantia
gate-csv-missing = Falta
gate-csv-hash = SHA-256
gate-decision-go = Entra
gate-decision-no_go = Não entra
gate-decision-cannot_tell = Não dá para saber
gate-verdict-valid = Válido
gate-verdict-expiring = Vence em breve
gate-verdict-expired = Vencido
gate-verdict-revoked = Revogado
gate-verdict-suspended = Suspenso
gate-verdict-not_yet_valid = Ainda não é válido
gate-verdict-unknown_issuer = Emissor desconhecido
gate-verdict-forged = Falsificado
gate-verdict-stale = Desatualizado
gate-verdict-cannot_tell = Não dá para saber
gate-reason-good = A organização responde por ele
gate-reason-ends_soon = Uma qualificação vence em até 30 dias
gate-reason-not_a_pass = Não é um passe, ou foi alterado
gate-reason-unknown_key = Não foi emitido por ninguém em quem se confie
gate-reason-key_distrusted = Não se confia mais na chave dele
gate-reason-trust_ended = A lista de chaves confiáveis tinha terminado
gate-reason-bad_signature = Alterado, ou não foi a organização que o emitiu
gate-reason-not_its_key = Não foi emitido pela organização que ele nomeia
gate-reason-not_understood = Diz algo que o leitor não conhece
gate-reason-clock_behind = O relógio do leitor estava atrasado
gate-reason-clock_ahead = O relógio do leitor estava adiantado, ou o passe era muito antigo
gate-reason-not_yet = Começa depois
gate-reason-pass_ended = O passe tinha terminado
gate-reason-tickets_ended = Nenhuma qualificação valia mais
gate-reason-no_device_key = Feito para telefone nenhum, e mostrado como se fosse
gate-reason-bad_device_signature = Mostrado por outro telefone
gate-reason-shown_too_long_ago = O código era antigo
gate-reason-clocks_disagree = Os dois telefones não tinham a mesma hora
gate-reason-other_challenge = Não respondia ao leitor
gate-reason-replayed = Já tinha sido mostrado
gate-reason-revoked = A organização o revogou
gate-reason-suspended = A organização o suspendeu
gate-reason-not_in_list = A lista de situações não dizia nada dele
gate-reason-status_too_old = O que se sabia era antigo demais
## The calendar of all ends
calendar-months = Período
calendar-span = { $count } meses
calendar-needing = O que precisa de alguém
calendar-needless = Também o que não precisa mais de ninguém
calendar-status = Como está
calendar-ended = Vencido
calendar-ahead = A vencer
calendar-by-type = Por tipo
calendar-by-subject = Por classe
calendar-by-customer = Por cliente
calendar-by-crew = Por equipe
calendar-by-worker = Por trabalhador
calendar-head-type = Tipo
calendar-head-subject = O que vence
calendar-head-customer = Cliente
calendar-head-crew = Equipe
calendar-head-worker = Trabalhador
calendar-without-customer = Sem cliente
calendar-without-crew = Sem equipe
calendar-without-worker = De nenhum trabalhador
dashboard-calm = Nada espera por você hoje.
dashboard-kind-ended = { $count ->
    [one] 1 já venceu
   *[other] { $count } já venceram
}
dashboard-kind-soon = { $count ->
    [one] 1 vence em até 7 dias
   *[other] { $count } vencem em até 7 dias
}
dashboard-kind-month = { $count ->
    [one] 1 vence daqui a 8 a 30 dias
   *[other] { $count } vencem daqui a 8 a 30 dias
}
## Fotos de trabalhadores e dados restritos
permission-worker-read_medical = Ver o que se guarda da saúde dos trabalhadores
permission-worker-write_medical = Guardar e remover dados de saúde dos trabalhadores
permission-worker-read_government_id = Ver os documentos de identidade dos trabalhadores
permission-worker-write_government_id = Guardar e remover documentos de identidade dos trabalhadores
action-photo-keep = Foto de um trabalhador guardada
action-photo-remove = Foto de um trabalhador removida
action-photo-view = Foto de um trabalhador vista
action-photo-print = Foto de um trabalhador impressa
action-worker-read_medical = Saúde de um trabalhador consultada
action-worker-keep_medical = Saúde de um trabalhador guardada
action-worker-remove_medical = Saúde de um trabalhador removida
action-worker-read_government_id = Documento de identidade consultado
action-worker-keep_government_id = Documento de identidade guardado
action-worker-remove_government_id = Documento de identidade removido
action-worker-export = Dado selado de um trabalhador exportado
audit-photo-keep = { $actor } guardou uma foto do trabalhador { $object }.
audit-photo-remove = { $actor } removeu a foto do trabalhador { $object }.
problem-not_photo = Isto não é uma foto (JPEG, PNG).
problem-photo_too_large = A foto passa de 1 MiB. Bastam 600 por 800 pixels.
problem-photo_too_many_pixels = A foto tem mais de 13 milhões de pixels. Bastam 600 por 800.
problem-photo_colours = A foto é transparente, entrelaçada ou para gráfica. Salve-a como um JPEG comum.
problem-restricted_length = Escreva algo: até 4.000 caracteres sobre a saúde, até 64 de um documento de identidade.
problem-text_control = Escreva sem caracteres de controle.
client-act-worker-read_medical = Você vai ver o que se guarda da saúde de { $other }.
client-act-worker-keep_medical = Você vai guardar um dado da saúde de { $other }. O que havia é destruído.
client-act-worker-remove_medical = Você vai destruir o que se guarda da saúde de { $other }.
client-act-worker-read_government_id = Você vai ver o documento de identidade de { $other }.
client-act-worker-keep_government_id = Você vai guardar o documento de identidade de { $other }. O que havia é destruído.
client-act-worker-remove_government_id = Você vai destruir o documento de identidade de { $other }.
client-do-worker-read_medical = Mostrar
client-do-worker-keep_medical = Guardar
client-do-worker-remove_medical = Remover
client-do-worker-read_government_id = Mostrar
client-do-worker-keep_government_id = Guardar
client-do-worker-remove_government_id = Remover
photo-of = Foto de { $name }
photo-add = Adicionar uma foto
photo-replace = Trocar a foto
photo-file = Foto (JPEG ou PNG)
photo-hint = O rosto, de frente. Ela é reduzida antes do envio; onde e com o que foi tirada fica de fora. A partir daí os passes a citam.
photo-keep = Guardar
photo-remove = Remover a foto
restricted-title = Restrito
restricted-text = Cada dado é selado à parte e não está em nenhuma lista, passe ou e-mail. Cada consulta pede sua senha ou chave de acesso e fica no registro de auditoria.
restricted-medical = Saúde
restricted-government_id = Documento de identidade
restricted-none = Nada é guardado.
restricted-kept = Guardado { $date }
restricted-kept-by = Guardado { $date } por { $name }
restricted-blind = Sua função pode guardá-lo e removê-lo, e não lhe é mostrado se existe.
restricted-show = Mostrar
restricted-write = Escrever
restricted-write-hint-medical = Até 4.000 caracteres. Toma o lugar do que houver.
restricted-write-hint-government_id = Uma linha de até 64 caracteres. Toma o lugar do que houver.
restricted-keep = Guardar
restricted-remove = Remover
restricted-noscript = Os dados restritos pedem sua senha de novo, e para isso precisam de JavaScript. A API também faz isso.
audit-photo-view = { $outcome ->
    [intent] { $actor } vai ver a foto do trabalhador { $object }.
    [failed] { $actor } tentou ver a foto do trabalhador { $object }, sem sucesso.
   *[done] { $actor } viu a foto do trabalhador { $object }.
}
audit-photo-print = { $outcome ->
    [intent] { $actor } vai imprimir a foto do trabalhador { $object }.
    [failed] { $actor } tentou imprimir a foto do trabalhador { $object }, sem sucesso.
   *[done] { $actor } imprimiu a foto do trabalhador { $object } em um cartão.
}
audit-worker-read_medical = { $outcome ->
    [intent] { $actor } vai ver o que se guarda da saúde do trabalhador { $object }.
    [refused] { $actor } não tinha permissão para ver o que se guarda da saúde do trabalhador { $object }.
    [failed] { $actor } tentou ver o que se guarda da saúde do trabalhador { $object }, sem sucesso.
   *[done] { $actor } viu o que se guarda da saúde do trabalhador { $object }.
}
audit-worker-read_government_id = { $outcome ->
    [intent] { $actor } vai ver o documento de identidade do trabalhador { $object }.
    [refused] { $actor } não tinha permissão para ver o documento de identidade do trabalhador { $object }.
    [failed] { $actor } tentou ver o documento de identidade do trabalhador { $object }, sem sucesso.
   *[done] { $actor } viu o documento de identidade do trabalhador { $object }.
}
audit-worker-export = { $outcome ->
    [intent] Um dado selado de { $object } vai sair com uma exportação de { $actor }.
    [failed] Um dado selado de { $object } ia sair com uma exportação de { $actor }, e falhou.
   *[done] Um dado selado de { $object } saiu com uma exportação de { $actor }.
}
audit-worker-keep_medical = { $outcome ->
    [refused] { $actor } não tinha permissão para guardar um dado da saúde do trabalhador { $object }.
   *[done] { $actor } guardou um dado da saúde do trabalhador { $object }.
}
audit-worker-remove_medical = { $outcome ->
    [refused] { $actor } não tinha permissão para remover o que se guarda da saúde do trabalhador { $object }.
   *[done] { $actor } removeu o que se guardava da saúde do trabalhador { $object }.
}
audit-worker-keep_government_id = { $outcome ->
    [refused] { $actor } não tinha permissão para guardar o documento de identidade do trabalhador { $object }.
   *[done] { $actor } guardou o documento de identidade do trabalhador { $object }.
}
audit-worker-remove_government_id = { $outcome ->
    [refused] { $actor } não tinha permissão para remover o documento de identidade do trabalhador { $object }.
   *[done] { $actor } removeu o documento de identidade do trabalhador { $object }.
}
client-act-ticket-approve = Você vai aprovar: { $other }.
client-do-ticket-approve = Aprovar
client-act-ticket-send_back = Você vai devolver: { $other }.
client-do-ticket-send_back = Devolver
client-act-ticket-suspend = Você vai suspender: { $other }.
client-do-ticket-suspend = Suspender
client-act-ticket-reinstate = Você vai restabelecer: { $other }.
client-do-ticket-reinstate = Restabelecer
client-act-ticket-revoke = Você vai revogar: { $other }. É definitivo.
client-do-ticket-revoke = Revogar
## Ladders, one for each kind

alert-settings-when = Hora e dias úteis
alert-settings-zone = No fuso horário { $zone }, para tudo.
alert-settings-zone-change = Mudar o fuso horário
alert-settings-days-hint = O que cai em dia não útil é avisado no dia útil anterior; depois do vencimento, no seguinte.
alert-settings-no-days = Escolha uma hora e pelo menos um dia útil.
ladders-title = Etapas
ladder-before = Antes do vencimento
ladder-after = Depois do vencimento
ladder-administrators = Administradores
ladder-usual = (o habitual)
ladder-of-type = Qualificações: { $type }
ladder-steps = { $steps } dias
ladder-repeats = { $days ->
    [0] Não se repete
    [1] Todo dia, até que alguém assuma
    [7] Toda semana, até que alguém assuma
   *[other] A cada { $days } dias, até que alguém assuma
}
ladder-escalates = { $days ->
    [0] Não são avisados
    [1] São avisados se em 1 dia ninguém assumir
   *[other] São avisados se em { $days } dias ninguém assumir
}
ladder-new = Etapas para um tipo de qualificação
ladder-choose = Escolha um tipo
ladder-begin = Começar
ladder-title = Quando se avisa: { $what }
ladder-form = As etapas
ladder-field-steps-hint = Até 12 números diferentes, separados por espaços. 0 é o último dia. O habitual: { $usual }
ladder-field-repeat = Repetir depois do vencimento, a cada tantos dias
ladder-field-repeat-hint = Até que alguém assuma. 7 é toda semana; 0, nunca.
ladder-field-escalate = Avisar os administradores depois de tantos dias
ladder-field-escalate-hint = Quando ninguém disse que cuida disso. 0 é nunca.
ladder-hour-elsewhere = A hora e os dias úteis são os mesmos para todas as etapas:
ladder-reset = Voltar ao habitual
ladder-preview = O que isso significa
ladder-ends = Para um vencimento em
ladder-show = Mostrar
ladder-lead-certificate = De um certificado que vence em { $date }, avisa-se em:
ladder-lead-ticket = De uma qualificação cujo último dia é { $date }, avisa-se em:
ladder-lead-invitation = De um convite que vence em { $date }, avisa-se em:
ladder-lead-api_token = De um token de API que vence em { $date }, avisa-se em:
ladder-lead-kek = De uma chave que completa sua idade em { $date }, avisa-se em:
ladder-day-off = { $day } não é dia útil
ladder-escalation = Se ninguém assumir, os administradores em { $date }
ladder-goes-on = E assim por diante, até que alguém assuma.
ladder-none = Nada pode ser mostrado até que os números estejam certos.
ladder-error-step = “{ $step }” não é um número de dias de 0 a 730.
ladder-error-twice = { $step } aparece duas vezes.
ladder-error-no-steps = Informe pelo menos um número de dias.
ladder-error-many = Informe no máximo 12 números.
ladder-error-days = Informe um número inteiro de dias de 0 a 730.

## What nobody answers about

ladder-field-unanswered = Se ninguém responder se foi revogado, avisar depois de tantos dias
ladder-field-unanswered-hint = Os emissores são consultados todo dia. Um só e-mail para todos, uma vez, até que haja resposta. 0 é nunca.
mail-ending-subject-unanswered = { $count ->
    [one] Não se sabe se foi revogado: { $what }
   *[other] Não se sabe se { $count } certificados foram revogados
}
mail-ending-text-unanswered = Quem emitiu estes certificados, que { $organization } guarda, está há dias sem responder se foram revogados. Pergunte lá antes de confiar neles. Você não será avisado de novo até que haja resposta.
mail-ending-unanswered = sem resposta desde { $date }
webhook-unanswered-title = Não se sabe se foi revogado: { $what }
webhook-kind-revocation = revogação
webhook-kind-unanswered = sem resposta
dashboard-concerns = Revogados, ou ninguém responde
dashboard-concerns-more = { $count ->
    [one] e mais um
   *[other] e mais { $count }
}
dashboard-revoked = Revogado
dashboard-revoked-advice = Peça um novo ao titular
dashboard-unanswered = Sem resposta
dashboard-unanswered-advice = Pergunte ao emissor se foi revogado

## The firm's logo

audit-organization-set_logo = { $actor } mudou o logotipo da organização.
action-organization-set_logo = Logotipo alterado
logo-title = Logotipo
logo-text = Aparece nos e-mails da sua organização e nas páginas que seus clientes e as pessoas convidadas abrem por um link.
logo-present = O logotipo atual
logo-file = Uma imagem
logo-other = Outra imagem
logo-hint = PNG ou JPEG, no máximo 128 KiB e 1.200 pixels por lado. É mostrado sobre branco. O que o arquivo conta da câmera, do lugar e do momento é descartado.
logo-set = Enviar
logo-remove = Remover o logotipo
problem-logo_too_large = Envie uma imagem de no máximo 128 KiB e 1.200 pixels por lado.
problem-logo_no_picture = Envie um PNG ou um JPEG.

## Photos at the gate

scanner-photos = Rostos na portaria
scanner-photos-hint = Os leitores deste local levam as fotos de quem pertence às suas equipes, e mostram cada uma ao lado do veredito quando o passe dela é lido, também sem sinal. No telefone cada uma está selada: só o passe a abre.
action-photo-carry = Foto para um leitor
audit-photo-carry = { $outcome ->
    [intent] A foto de { $object } está prestes a ser selada para um leitor do local.
    [failed] A foto de { $object } não pôde ser selada para um leitor do local.
   *[other] A foto de { $object } foi selada para um leitor do local.
}

## Typed codes in the gate log

gate-typed = Código digitado
gate-csv-code = Código digitado
gate-code-valid = A qualificação estava em vigor; de quem era, um código não diz
gate-code-expiring = Estava, e vencia em breve; de quem era, um código não diz
gate-code-expired = A qualificação tinha vencido
gate-code-not_yet_valid = A qualificação ainda não estava em vigor
gate-code-suspended = A qualificação estava suspensa
gate-code-revoked = A qualificação estava revogada
gate-code-superseded = Outra qualificação tinha tomado o seu lugar
gate-code-unknown = Nenhuma qualificação tinha este código

## How the tickets of workers stand

workers-tickets-none = Nenhuma
workers-tickets-expired = Alguma vencida
workers-tickets-expiring = Alguma vence em até 30 dias
workers-tickets-pending = Alguma a aprovar
workers-tickets-stopped = Alguma suspensa ou revogada
workers-tickets-in_force = Todas em vigor
worker-own-pass = Meu passe
## Cargos e tarefas
duties-title = Cargos e tarefas
duties-text = Que qualificações cada pessoa precisa pelo que faz, onde quer que trabalhe.
duties-role = Cargos
duties-task = Tarefas
duties-about-role = O que alguém é pelo seu trabalho, como montador de andaimes ou operador de empilhadeira. Quem tem o cargo precisa das qualificações dele em todos os locais.
duties-about-task = O que se faz hoje, como trabalho a quente ou entrada em espaço confinado. Escolha a tarefa no painel e veja quem pode fazê-la.
duty-new-role = Novo cargo
duty-new-task = Nova tarefa
duty-edit-role = Editar cargo
duty-edit-task = Editar tarefa
duty-needs = Qualificações exigidas
duty-needs-none = Nenhuma
duty-needs-role = Qualificações de que precisa quem tem este cargo
duty-needs-task = Qualificações de que todos precisam para esta tarefa
duty-role-hint = Os leitores cadastrados seguem os cargos que o passe informa. Um passe anterior aos cargos não informa nenhum: na portaria aparece “sem decisão” até que ele seja obtido de novo. Os telefones fazem isso quando o passe é aberto com sinal; passes impressos precisam ser impressos outra vez.
duty-remove-role = Excluir o cargo
duty-remove-task = Excluir a tarefa
duty-remove-text-role = Ninguém tem este cargo.
duty-remove-text-task = Não será mais possível ver quem pode fazê-la.
duty-held = { $count ->
    [one] { $count } trabalhador tem este cargo. Retire-o dele antes de excluí-lo.
   *[other] { $count } trabalhadores têm este cargo. Retire-o deles antes de excluí-lo.
}
duty-see-workers = Ver os trabalhadores
record-error-separator = Não use ponto e vírgula nem barras verticais (|): nas tabelas eles separam os nomes.
record-error-too_many = Escolha no máximo 50.
record-error-many_work_roles = Escolha no máximo 20 cargos.
worker-role = Cargo
worker-roles = Cargos
worker-roles-hint = O que ele é pelo seu trabalho. Cada cargo exige suas qualificações em todos os locais.
worker-sites-title = Onde pode trabalhar
worker-sites-title-yours = Onde você pode trabalhar
worker-site-own = A equipe dele trabalha aqui
worker-site-own-yours = Sua equipe trabalha aqui
asked-by = para { $who }
asked-by-site = o local
asked-by-role = o cargo { $name }
asked-by-task = a tarefa { $name }
readiness-people = Pessoas
readiness-people-site = De cada local
readiness-people-all = Todas
readiness-task = Tarefa
readiness-task-none = Nenhuma tarefa
readiness-for-task = Para a tarefa { $task }.
readiness-task-needs = A tarefa { $task } exige também: { $types }.
readiness-own-people = Cada local conta as pessoas das suas próprias equipes.
readiness-of-no-site = { $count ->
    [one] { $count } trabalhador não é de nenhum local.
   *[other] { $count } trabalhadores não são de nenhum local.
}
readiness-show-all = Ver todas
readiness-nobody = Nenhuma equipe com pessoas trabalha aqui.
import-about-roles = Nomes de cargos, separados por ponto e vírgula; precisam existir. Os do arquivo tomam o lugar dos que ele tem.
problem-unknown_role = Não há cargo com este nome; crie-o antes.
problem-many_work_roles = Um trabalhador tem no máximo 20 cargos.
audit-duty-create = { $actor } criou o cargo ou a tarefa { $object }.
audit-duty-update = { $actor } alterou o cargo ou a tarefa { $object }, ou as qualificações que exige.
audit-duty-delete = { $actor } excluiu o cargo ou a tarefa { $object }.
action-duty-create = Cargo ou tarefa criados
action-duty-update = Cargo ou tarefa alterados
action-duty-delete = Cargo ou tarefa excluídos
import-heading-roles = Cargos
client-import-field-roles = cargos

## O trabalho na portaria
gate-task = Tarefa: { $name }
gate-csv-task = Tarefa
## What was gathered in chats
webhook-state-silent = resolvido antes do envio
webhook-know-gathered = Programas recebem cada evento separadamente. Uma sala do Slack ou do Teams recebe uma só mensagem quando há mais de três de uma vez.
