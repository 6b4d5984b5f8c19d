//! Personas: two firms, each with an administrator, a member and an auditor, all signed in.

use std::sync::Arc;

use domain::id::{MemberId, OrgId, RequestId, SessionId, UserId};
use domain::{Clock, Role};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use server::machine::{SystemClock, SystemRng};
use server::ops::create_organization::{Founding, create_organization};

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{Sample, bytes};

/// Everybody's.
pub(crate) const PASSWORD: &str = "correcto caballo pila grapa";

/// Somebody signed in.
#[derive(Clone)]
pub(crate) struct Persona {
    http: reqwest::Client,
    origin: Arc<str>,
    pub(crate) email: String,
    pub(crate) org: OrgId,
    pub(crate) member: MemberId,
    pub(crate) session: SessionId,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// An API token, and a program that has it.
pub(crate) struct ApiToken {
    pub(crate) id: String,
    pub(crate) persona: Persona,
}

/// A webhook that was made.
pub(crate) struct MadeWebhook {
    pub(crate) id: String,
    pub(crate) secret: String,
}

/// An organization's people.
pub(crate) struct Firm {
    pub(crate) org: OrgId,
    pub(crate) admin: Persona,
    pub(crate) member: Persona,
    pub(crate) auditor: Persona,
}

impl TestApp {
    /// Somebody of this role; who is none of the three that every firm has is hired.
    pub(crate) async fn of_role(&self, firm: &Firm, role: Role) -> Persona {
        match role {
            Role::Admin => firm.admin.clone(),
            Role::Member => firm.member.clone(),
            Role::Auditor => firm.auditor.clone(),
            Role::HseManager | Role::Supervisor | Role::Worker => self.hire(firm, role).await,
        }
    }

    /// One more of this role, signed in.
    pub(crate) async fn hire(&self, firm: &Firm, role: Role) -> Persona {
        let name = MemberId::new(SystemClock.now(), &SystemRng).to_string();
        self.join(firm.org, &name, role).await;
        self.sign_in(&format!("{}@{name}.test", role.as_str())).await
    }

    /// Two firms: what one of them has, the other must never see.
    pub(crate) async fn firms(&self) -> (Firm, Firm) {
        (self.firm("norte").await, self.firm("sur").await)
    }

    pub(crate) async fn firm(&self, name: &str) -> Firm {
        let founding = Founding {
            organization: format!("Gestoría {name}"),
            name: "Ana Peña".into(),
            email: format!("admin@{name}.test"),
            password: PASSWORD.into(),
            locale: "es".into(),
            time_zone: "UTC".into(),
            setup_token: None,
        };
        let request = RequestId::new(SystemClock.now(), &SystemRng);
        let founded = create_organization(&self.app, founding, request).await.expect("a new organization");
        self.join(founded.org, name, Role::Member).await;
        self.join(founded.org, name, Role::Auditor).await;
        Firm {
            org: founded.org,
            admin: self.sign_in(&format!("admin@{name}.test")).await,
            member: self.sign_in(&format!("member@{name}.test")).await,
            auditor: self.sign_in(&format!("auditor@{name}.test")).await,
        }
    }

    /// Makes somebody a member, with the password that all have.
    async fn join(&self, org: OrgId, name: &str, role: Role) {
        let (user, member) =
            (UserId::new(SystemClock.now(), &SystemRng), MemberId::new(SystemClock.now(), &SystemRng));
        let email = format!("{}@{name}.test", role.as_str());
        let superuser = self.database.superuser().await;
        superuser
            .execute(
                "INSERT INTO credenza.users (id, email, name) VALUES ($1, $2, 'Benito')",
                &[&user.uuid(), &email],
            )
            .await
            .expect("a user");
        superuser
            .execute(
                "INSERT INTO credenza.user_passwords (user_id, phc)
                 SELECT $1, p.phc FROM credenza.user_passwords p JOIN credenza.members m ON m.user_id = p.user_id
                 WHERE m.org_id = $2 LIMIT 1",
                &[&user.uuid(), &org.uuid()],
            )
            .await
            .expect("a password");
        self.add_member(org, member, user, &email, role).await;
    }

    pub(crate) async fn add_member(
        &self,
        org: OrgId,
        member: MemberId,
        user: UserId,
        email: &str,
        role: Role,
    ) {
        let superuser = self.database.superuser().await;
        superuser
            .execute(
                "INSERT INTO credenza.members (org_id, id, user_id, name, email) VALUES ($1, $2, $3, 'Benito', $4)",
                &[&org.uuid(), &member.uuid(), &user.uuid(), &email],
            )
            .await
            .expect("a member");
        superuser
            .execute(
                "INSERT INTO credenza.member_roles (org_id, member_id, role_id) VALUES ($1, $2, $3)",
                &[&org.uuid(), &member.uuid(), &role.as_str()],
            )
            .await
            .expect("a role");
    }

    pub(crate) async fn sign_in(&self, email: &str) -> Persona {
        self.sign_in_to(email, None).await
    }

    /// A session of its own, in one organization of several.
    pub(crate) async fn sign_in_to(&self, email: &str, org: Option<OrgId>) -> Persona {
        let body = json!({"email": email, "password": PASSWORD, "organization_id": org});
        let tokens = self.post("/api/v1/auth/login", body).await.json(200);
        let access = text(&tokens["access_token"]);
        let claims = self.app.tokens.verify(&access, self.app.clock.now()).expect("a token of ours");
        Persona {
            http: self.http.clone(),
            origin: self.origin.as_str().into(),
            email: email.to_owned(),
            org: claims.org,
            member: claims.sub,
            session: claims.sid,
            access,
            refresh: text(&tokens["refresh_token"]),
        }
    }

    /// The session behind somebody's access token.
    pub(crate) fn session_of(&self, persona: &Persona) -> SessionId {
        self.app.tokens.verify(&persona.access, self.app.clock.now()).expect("a token of ours").sid
    }
}

/// A string that must be one.
#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

impl Persona {
    /// A request without it.
    pub(crate) fn anonymous(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method.parse().expect("a method"), format!("{}{path}", self.origin))
    }

    /// The same person in another session.
    pub(crate) fn with_access(&self, access: String) -> Self {
        Self { access, ..self.clone() }
    }

    /// A request with the access token. `path` may be a whole URL.
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.origin) };
        self.http.request(method.parse().expect("a method"), url).bearer_auth(&self.access)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request("GET", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request("POST", path).json(&body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request("PATCH", path).json(&body)).await
    }

    /// A sensitive act, with this proof.
    pub(crate) async fn act(&self, method: &str, path: &str, proof: &str) -> Answer {
        Answer::of(self.request(method, path).header("Step-Up", proof)).await
    }

    /// A sensitive act with a body, with a proof made for it.
    pub(crate) async fn send_proven(
        &self,
        method: &str,
        path: &str,
        body: Value,
        action: &str,
        object: &str,
    ) -> Answer {
        let proof = self.prove(action, object).await;
        Answer::of(self.request(method, path).header("Step-Up", proof).json(&body)).await
    }

    /// A fresh proof for `action` on `object`.
    pub(crate) async fn prove(&self, action: &str, object: &str) -> String {
        let body = json!({"action": action, "object": object, "password": PASSWORD});
        text(&self.post("/api/v1/auth/step-up", body).await.json(200)["step_up_token"])
    }

    /// A sensitive act, with a proof made for it.
    pub(crate) async fn act_proven(&self, method: &str, path: &str, action: &str, object: &str) -> Answer {
        let proof = self.prove(action, object).await;
        self.act(method, path, &proof).await
    }

    pub(crate) async fn send(&self, form: Form) -> Answer {
        Answer::of(self.request("POST", "/api/v1/certificates").multipart(form)).await
    }

    pub(crate) async fn upload(&self, sample: Sample) -> Answer {
        self.send(form(sample)).await
    }

    /// Takes a sample into custody; its id.
    pub(crate) async fn keep(&self, sample: Sample) -> String {
        text(&self.upload(sample).await.json(201)["id"])
    }

    pub(crate) async fn reveal(&self, id: &str) -> Answer {
        let path = format!("/api/v1/certificates/{id}/reveal-password");
        self.act_proven("POST", &path, "certificate.reveal_password", id).await
    }

    /// A download URL for a certificate's file.
    pub(crate) async fn download_url(&self, id: &str, query: &str) -> String {
        let path = format!("/api/v1/certificates/{id}/download-url{query}");
        text(&self.act_proven("POST", &path, "certificate.download", id).await.json(200)["url"])
    }

    pub(crate) async fn download(&self, id: &str) -> Answer {
        let url = self.download_url(id, "").await;
        self.get(&url).await
    }

    pub(crate) async fn delete_certificate(&self, id: &str) -> Answer {
        self.act_proven("DELETE", &format!("/api/v1/certificates/{id}"), "certificate.delete", id).await
    }

    pub(crate) async fn new_customer(&self, name: &str) -> String {
        text(&self.post("/api/v1/customers", json!({"name": name})).await.json(201)["id"])
    }

    /// A new API token of his, for these permissions.
    pub(crate) async fn api_token(&self, scopes: &[&str]) -> ApiToken {
        self.api_token_of(json!({"name": "Nube", "scopes": scopes})).await
    }

    /// A new API token of his, as `wanted` says.
    pub(crate) async fn api_token_of(&self, wanted: Value) -> ApiToken {
        let made = self.make_api_token(wanted).await.json(201);
        let persona = Self { access: text(&made["token"]), refresh: String::new(), ..self.clone() };
        ApiToken { id: text(&made["id"]), persona }
    }

    /// The answer to making one, with the proof that it takes.
    pub(crate) async fn make_api_token(&self, wanted: Value) -> Answer {
        let proof = match wanted["sensitive_object"].as_str() {
            Some(object) => self.prove("api_token.create_sensitive", object).await,
            None => self.prove("api_token.create", &self.member.to_string()).await,
        };
        let request = self.request("POST", "/api/v1/api-tokens").header("Step-Up", proof);
        Answer::of(request.json(&wanted)).await
    }

    /// Invites an address; the invitation's id.
    pub(crate) async fn invite(&self, email: &str, roles: &[&str]) -> String {
        let (body, org) = (json!({"email": email, "roles": roles}), self.org.to_string());
        let sent = self.send_proven("POST", "/api/v1/invitations", body, "invitation.create", &org).await;
        text(&sent.json(201)["id"])
    }

    /// Makes a role; its id.
    pub(crate) async fn new_role(&self, name: &str, permissions: &[&str]) -> String {
        let (body, org) = (json!({"name": name, "permissions": permissions}), self.org.to_string());
        text(&self.send_proven("POST", "/api/v1/roles", body, "role.create", &org).await.json(201)["id"])
    }

    /// Suspends, reinstates or removes a member.
    pub(crate) async fn change_member(&self, id: &str, change: &str) -> Answer {
        let path = format!("/api/v1/members/{id}");
        let action = format!("member.{change}");
        match change {
            "remove" => self.act_proven("DELETE", &path, &action, id).await,
            _ => self.act_proven("POST", &format!("{path}/{change}"), &action, id).await,
        }
    }

    /// Leaves the organization.
    pub(crate) async fn leave(&self) -> Answer {
        let oneself = self.member.to_string();
        self.act_proven("POST", "/api/v1/organization/leave", "member.leave", &oneself).await
    }

    /// Gives a member these roles.
    pub(crate) async fn set_roles(&self, id: &str, roles: &[&str]) -> Answer {
        let body = json!({"roles": roles});
        self.send_proven("PATCH", &format!("/api/v1/members/{id}"), body, "member.set_roles", id).await
    }

    /// Makes a webhook in this format.
    pub(crate) async fn webhook(&self, url: &str, format: &str) -> MadeWebhook {
        let (body, org) = (json!({"name": "Chat", "url": url, "format": format}), self.org.to_string());
        let made = self.send_proven("POST", "/api/v1/webhooks", body, "webhook.create", &org).await.json(201);
        MadeWebhook { id: text(&made["id"]), secret: text(&made["secret"]) }
    }

    /// Sends a webhook a test; the event's id.
    pub(crate) async fn test_webhook(&self, id: &str) -> String {
        let path = format!("/api/v1/webhooks/{id}/test");
        text(&self.post(&path, json!({})).await.json(202)["event_id"])
    }

    /// The audit log, newest first.
    pub(crate) async fn audit(&self, query: &str) -> Vec<Value> {
        let page = self.get(&format!("/api/v1/audit?limit=200&{query}")).await.json(200);
        assert_eq!(page["next_cursor"], Value::Null, "more entries than one page");
        page["items"].as_array().expect("a list").clone()
    }
}

/// The form with which a sample is uploaded.
pub(crate) fn form(sample: Sample) -> Form {
    let mut form = Form::new().part("file", file(sample.file, bytes(sample.file)));
    if let Some(key) = sample.key {
        form = form.part("key", file(key, bytes(key)));
    }
    match sample.password {
        Some(password) => form.text("password", password),
        None => form,
    }
}

pub(crate) fn file(name: &str, bytes: Vec<u8>) -> Part {
    Part::bytes(bytes).file_name(name.to_owned())
}
