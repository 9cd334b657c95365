"""Accounts and posts: for system administrators."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Prefetch
from unfold.decorators import display

from accounts.models import Post, User
from accounts.scoped_admin import AccountsAdmin, PartInline, is_superuser
from accounts.signin import attempts_admin  # noqa: F401  (registers its list)
from accounts.signin.account_page import SignInCare
from accounts.signin.forms import AccountForm

# Rights come with posts, not with groups; the import above has registered Django's own.
admin.site.unregister(Group)


class HeldFilter(admin.SimpleListFilter):
    """Posts that are held today, or not."""

    title = "是否在任"
    parameter_name = "held"

    def lookups(self, request, model_admin):
        return [("yes", "在任"), ("no", "未到任或已离任")]

    def queryset(self, request, queryset):
        held = Post.objects.held_on()
        if self.value() == "yes":
            return queryset.filter(pk__in=held)
        return queryset.exclude(pk__in=held) if self.value() == "no" else queryset


class PostInline(PartInline):
    """The posts of an account."""

    model = Post
    fields = ("role", "unit", "first", "last")
    autocomplete_fields = ("unit",)


@admin.register(User)
class UserAdmin(SignInCare, AccountsAdmin, DjangoUserAdmin):
    """Who works in the back office."""

    form = AccountForm
    inlines = (PostInline,)
    list_display = ("username", "full_name", "posts_held", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "posts__role")
    search_fields = ("username", "last_name", "first_name", "email")
    ordering = ("username",)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        ("登录", {"fields": ("username", "password", "is_active")}),
        ("本人", {"fields": ("last_name", "first_name", "email")}),
        (
            "权限",
            {
                "fields": ("is_staff", "is_superuser"),
                "description": "能看什么、能改什么，由“任职”决定：只限所任职的区划及其下级。"
                "没有任职的账号看不到任何记录。",
            },
        ),
        ("时间", {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request):
        held = Post.objects.held_on().select_related("unit").defer("unit__boundary")
        users = super().get_queryset(request).prefetch_related(Prefetch("posts", held, to_attr="present_posts"))
        # Who manages accounts must not be able to take over one that no scope narrows.
        return users if is_superuser(request) else users.filter(is_superuser=False)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if is_superuser(request):
            return fieldsets
        return [
            (name, options | {"fields": tuple(field for field in options["fields"] if field != "is_superuser")})
            for name, options in fieldsets
        ]

    def has_delete_permission(self, request, obj=None):
        """Nobody: an account that is no longer used is switched off, so that its name stays with what it did."""
        return False

    @display(description="姓名", ordering="last_name")
    def full_name(self, user):
        return f"{user.last_name}{user.first_name}" or None

    @display(description="现任")
    def posts_held(self, user):
        return "、".join(f"{post.unit.name}{post.get_role_display()}" for post in user.present_posts) or None


@admin.register(Post)
class PostAdmin(AccountsAdmin):
    """Who is bound to which part of the territory."""

    list_display = ("user", "role", "unit", "first", "last")
    list_filter = ("role", HeldFilter)
    search_fields = ("user__username", "user__last_name", "user__first_name", "unit__name", "unit__code__startswith")
    list_select_related = ("user", "unit")
    ordering = ("unit__code", "role", "user__username")
    autocomplete_fields = ("user", "unit")
    fieldsets = (
        (None, {"fields": ("user", "role", "unit")}),
        ("任期", {"fields": ("first", "last"), "description": "不填就是不限。任期一过，账号就看不到这里的记录。"}),
    )

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            # The same accounts as in their own list.
            kwargs["queryset"] = self.admin_site._registry[User].get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request):
        posts = super().get_queryset(request).defer("unit__boundary")
        return posts if is_superuser(request) else posts.filter(user__is_superuser=False)
