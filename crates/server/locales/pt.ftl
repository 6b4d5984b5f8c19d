## Trabalhadores e qualificações
permission-worker-read = Ver a si mesmo e os trabalhadores sob sua responsabilidade
permission-worker-read_all = Ver todos os trabalhadores
permission-worker-write = Criar e editar trabalhadores
permission-ticket-write = Registrar, corrigir e renovar qualificações
permission-ticket-approve = Aprovar qualificações ou devolvê-las
permission-ticket-revoke = Suspender, restabelecer e revogar qualificações
permission-ticket_type-manage = Criar e alterar tipos de qualificação
permission-site-manage = Gerenciar locais, equipes e empreiteiras
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
