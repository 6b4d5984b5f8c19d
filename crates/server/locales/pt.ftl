## Calendário, assinaturas e webhooks
calendar-title = Calendário
calendar-range = { $from } a { $to }
calendar-month = { $month } { $year }
calendar-total = { $count ->
    [0] nada vence
    [one] vence 1 certificado
   *[other] vencem { $count } certificados
}
calendar-subscribe = Assinar
calendar-from = A partir do mês
calendar-renewed = Também os renovados
calendar-chart = O que vence e quando
calendar-move = Outros meses
calendar-earlier = Antes
calendar-later = Depois
calendar-column = { $month }: { $count ->
    [0] nada vence
    [one] vence 1 certificado
   *[other] vencem { $count } certificados
}
calendar-table = Mês a mês
calendar-by = Linhas da tabela
calendar-by-kind = Por tipo
calendar-by-customer = Por cliente
calendar-sum = Soma
calendar-others = Todos os outros
calendar-nobody = Sem cliente
calendar-list = O que vence, em ordem
calendar-all-months = Todos os meses
calendar-none = Nada vence neste período. Escolha outros meses ou limpe os filtros.
calendar-is-renewed = renovado
calendar-csv-name = Nome
calendar-csv-tax-id = Identificação fiscal
calendar-csv-renewed = Renovado
calendar-csv-yes = sim
calendar-csv-no = não
calendar-csv-link = Link
calendar-file-name = Certificados de { $organization }
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
feed-know-least = Mostra em nome de quem está um certificado, o seu tipo e o dia em que vence. Sem identificação fiscal, sem arquivos, sem senhas.
feed-know-ends = Mostra o que você pode ver naquele momento. Quando você não puder mais ver certificados, fica vazio na hora.
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
